"""The plan as YAML: bytes to positioned tree to values, every fault with its line; the only home of ruamel.yaml."""
