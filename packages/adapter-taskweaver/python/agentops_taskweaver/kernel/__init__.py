"""What runs in a kernel. Nothing here is imported there: its source is sent."""
