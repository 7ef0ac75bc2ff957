"""The features that people come for, each in one folder that owns everything about itself."""
