# Whoever makes a sign-in link may be who comes in by it: two sign-ins by links of one hand count as one person.
with shop
as admin
POST /api/audiences  {"name": "Europe", "rules": {"field": "customer_country", "op": "in", "values": ["FR", "DE"]}}
201  {"id": "*=europe", ...}

POST /api/activation/audiences/{europe}/push  {"account": "1234567890"}
202  {"id": "*=push", "digest": "*=digest", ...}

# The admin opens the link that they made for an approver, and decides nothing by it.
POST /api/users  {"name": "Puppet", "role": "admin", "approver": true}
201  {"id": "*=puppet", "link": "*#*", ...}

as nobody
POST /api/auth/link  {"token": "{link_token}"}
200  {"id": "{puppet}", "approver": true, ...}

GET /api/activation/jobs/{push}
200  {"state": "waiting_for_approval", "acts": [{"operation": "activation_approve", "allowed": false,
  "reason": "Your sign-in link was made by who asked, or by who let them in: *"},
  {"operation": "activation_reject", "allowed": false, ...}, ...], ...}

POST /api/activation/jobs/{push}/approve  {"digest": "{digest}"}
403  {"code": "forbidden", "detail": "Your sign-in link was made by who asked, or by who let them in: *", ...}

# Nor by a third one, that the second let in.
POST /api/users  {"name": "Puppet's puppet", "role": "user", "approver": true}
201  {"link": "*#*", ...}

as nobody
POST /api/auth/link  {"token": "{link_token}"}
200  {"name": "Puppet's puppet", "approver": true, ...}

POST /api/activation/jobs/{push}/approve  {"digest": "{digest}"}
403  {"code": "forbidden", ...}

# Nor does one decide what the other asked for.
as admin
POST /api/users  {"name": "Asker", "role": "user"}
201  {"link": "*#*", ...}

as nobody
POST /api/auth/link  {"token": "{link_token}"}
200  {"name": "Asker", ...}

POST /api/audiences  {"name": "Asked for", "rules": {"field": "customer_country", "op": "eq", "value": "US"}}
201  {"id": "*=own", ...}

POST /api/activation/audiences/{own}/push  {"account": "1234567890"}
202  {"id": "*=other", "digest": "*=other_digest", ...}

as admin
POST /api/users  {"name": "Second puppet", "role": "user", "approver": true}
201  {"link": "*#*", ...}

as nobody
POST /api/auth/link  {"token": "{link_token}"}
200  {"name": "Second puppet", ...}

POST /api/activation/jobs/{other}/reject  {"note": "no"}
403  {"code": "forbidden", ...}

# A link of the machine's owner makes them a person of their own: the same approver, now themselves.
as nobody
link Second puppet
POST /api/auth/link  {"token": "{token}"}
200  {"name": "Second puppet", ...}

GET /api/activation/jobs/{push}
200  {"acts": [{"operation": "activation_approve", "allowed": true, "reason": null}, ...], ...}

POST /api/activation/jobs/{other}/reject  {"note": "not now"}
200  {"state": "rejected", "decided_by_name": "Second puppet", ...}

# Who is disabled meanwhile decides nothing more, and what they decided stays told.
as root
PATCH /api/users/Second%20puppet  {"disabled": true}
200  {"disabled": true, ...}

GET /api/activation/jobs/{other}
200  {"state": "rejected", "decided_by_name": "Second puppet", "decision_note": "not now", ...}

# A right that somebody gets isn't for who made their link: that sign-in ends, one by the owner's link goes on.
as admin
POST /api/users  {"name": "Rising", "role": "user"}
201  {"id": "*=rising", "link": "*#*", ...}

as nobody
POST /api/auth/link  {"token": "{link_token}"}
200  {"name": "Rising", ...}
< Set-Cookie: __Host-session=*

as root
PATCH /api/users/{rising}  {"role": "admin"}
200  {"role": "admin", ...}

as nobody
GET /api/auth/me
> Cookie: {set_cookie}
401  {"code": "unauthenticated", ...}

as Rising
GET /api/auth/me
200  {"role": "admin", ...}

as root
PATCH /api/users/{rising}  {"role": "superadmin"}
200  {"role": "superadmin", ...}

as Rising
GET /api/auth/me
200  {"role": "superadmin", ...}
