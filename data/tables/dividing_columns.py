"""Columns of known sources that divide events into kinds, with what a reader calls them."""

# What sources that many people use call their columns; offered where a study names none.
KNOWN = {
    "event_type": "Event type",
    "sub_event_type": "Sub-type",
    "type_of_violence": "Type of violence",
    "attacktype1_txt": "Type of attack",
    "targtype1_txt": "Target",
    "EventRootCode": "Kind of event",
    "actor": "Actor",
    "actor1": "Actor 1",
    "actor2": "Actor 2",
    "side_a": "Side A",
    "side_b": "Side B",
    "dyad_name": "Dyad",
    "Actor1Name": "Actor 1",
    "Actor2Name": "Actor 2",
    "attributed_to": "Attributed to",
    "claimed_by": "Claimed by",
    "intercepted": "Intercepted",
    "region": "Region",
    "region_txt": "Region",
    "admin1": "Admin 1",
    "admin2": "Admin 2",
    "adm_1": "Admin 1",
    "adm_2": "Admin 2",
    "provstate": "Province",
}
