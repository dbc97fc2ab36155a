"""How complete the newest days are: what earlier downloads say of events that are still to come."""
