"""Tests of the features, each folder beside its feature."""
