"""`python -m edge_model`."""

import sys

from .cli import main

sys.exit(main())
