"""What nurture maps may use: each feature registers the actions that it does and the facts that it knows.

For whoever writes a feature; the nurture engine reads these registries and imports no feature.
"""
