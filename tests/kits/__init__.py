"""Tests of what several features use."""
