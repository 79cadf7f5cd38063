"""planengine: a government plan written as YAML, as tracked work.

Importing this package does nothing and costs nothing; `planengine.usecases.engine` is the front door.
"""

__version__ = "0.1.0"
