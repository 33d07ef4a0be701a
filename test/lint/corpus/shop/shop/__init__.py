from .storage import Catalogue, open_catalogue
from .storage.images import load_image as image

__all__ = ["Catalogue", "open_catalogue", "image"]
