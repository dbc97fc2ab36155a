"""Read studies: folders of sourced incidents, checked before use."""
