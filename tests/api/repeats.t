# Idempotency-Key: the same request again gets the same answer, and starts nothing.
with shop
as marketer
POST /api/audiences  {"name": "America", "rules": {"field": "customer_country", "op": "eq", "value": "US"}}
201  {"id": "*=america", ...}

POST /api/activation/audiences/{america}/push  {"account": "1234567890", "note": "once"}
> Idempotency-Key: push-1
202  {"id": "*=push", "number": 1, "note": "once", "state": "waiting_for_approval", "digest": "*=digest", ...}
< Location: /api/activation/jobs/psh_*

POST /api/activation/audiences/{america}/push  {"account": "1234567890", "note": "once"}
> Idempotency-Key: push-1
202  {"id": "{push}", "number": 1, "note": "once", "state": "waiting_for_approval", "digest": "{digest}", ...}
< Location: /api/activation/jobs/{push}

# Members in another order are the same request; quotes are no part of the key.
POST /api/activation/audiences/{america}/push  {"note": "once", "account": "1234567890"}
> Idempotency-Key: "push-1"
202  {"id": "{push}", ...}

POST /api/activation/audiences/{america}/push  {"account": "1234567890", "note": "twice"}
> Idempotency-Key: push-1
422  {"code": "invalid", "detail": "this Idempotency-Key was used for another request", "next_step": "*", ...}

POST /api/activation/jobs/{push}/retry
> Idempotency-Key: push-1
422  {"code": "invalid", ...}

GET /api/activation/history
200  {"items": [{"id": "{push}", ...}], "next_cursor": null}

# Keys are each person's own.
as admin
POST /api/activation/audiences/{america}/push  {"account": "1234567890", "note": "once"}
> Idempotency-Key: push-1
202  {"number": 2, "asked_by": "{admin}", ...}

# What failed is not kept: corrected, the key is still good.
as marketer
POST /api/activation/audiences/{america}/push  {"account": "nowhere"}
> Idempotency-Key: push-2
422  {"errors": [{"pointer": "/account", "detail": "no account nowhere"}], ...}

POST /api/activation/audiences/{america}/push  {"account": "1234567890"}
> Idempotency-Key: push-2
202  {"number": 3, ...}

# An approval that is sent again is not a conflict, and the answer is the one of then.
as approver
POST /api/activation/jobs/{push}/approve  {"digest": "{digest}"}
> Idempotency-Key: yes
200  {"state": "queued", ...}

work
POST /api/activation/jobs/{push}/approve  {"digest": "{digest}"}
> Idempotency-Key: yes
200  {"state": "queued", "decided_by": "{approver}", ...}

POST /api/activation/jobs/{push}/approve  {"digest": "{digest}"}
> Idempotency-Key: again
409  {"code": "conflict", ...}

as auditor
GET /api/audit?what=activation_approve
200  {"items": [{"object": "{push}", ...}], ...}

# What a key may look like.
as marketer
POST /api/activation/audiences/{america}/push  {"account": "1234567890"}
> Idempotency-Key: two words
400  {"code": "malformed", "detail": "Idempotency-Key must be 1 to 128 *", ...}

POST /api/activation/audiences/{america}/push  {"account": "1234567890"}
> Idempotency-Key: 000000000011111111112222222222333333333344444444445555555555666666666677777777778888888888999999999900000000001111111111222222222
400  {"code": "malformed", ...}

POST /api/activation/audiences/{america}/push  {"account": "1234567890"}
> Idempotency-Key: 00000000001111111111222222222233333333334444444444555555555566666666667777777777888888888899999999990000000000111111111122222222
202  {"number": 4, ...}
