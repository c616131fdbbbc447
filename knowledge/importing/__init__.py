"""Reading a handbook out of a text document; plain Python without Django."""
