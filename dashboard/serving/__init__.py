"""How the page is served: by whom, under which address, to whom, and what is noted of it."""
