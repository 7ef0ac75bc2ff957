"""The pages of access, one module for each family of them.

Each module's blueprint is found and registered by portal/features.py; nothing is imported here.
"""
