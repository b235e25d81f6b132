"""Forms that came back: known by their hidden marks, held against what people see in them."""
