"""What leaves the screen: documents made from the same values that pages show. Words come from the catalogues, layout
from data/templates; nothing here asks a network, a browser or the system's fonts."""
