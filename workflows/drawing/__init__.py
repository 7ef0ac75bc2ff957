"""Pictures of maps and statuses, from the same data that runs them.

For pages: SVG without colours of its own that matter, so that the page's style sheet dresses it by class.
Graphviz is loaded when the first picture is drawn.
"""

from workflows.drawing.lifecycle_picture import Labels, draw_lifecycle, lifecycle_dot
from workflows.drawing.map_picture import draw_map

__all__ = ["Labels", "draw_lifecycle", "draw_map", "lifecycle_dot"]
