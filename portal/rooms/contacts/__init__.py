"""Bringing contacts in from a file.

For staff with a spreadsheet of people and companies.
"""
