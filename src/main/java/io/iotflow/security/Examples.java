package io.iotflow.security;

/** Requests and answers as the OpenAPI document shows them. */
final class Examples {

    static final String OPERATOR = """
            {"name": "grafana", "role": "viewer"}""";

    static final String CREATED = """
            {
              "message": "Operator key created; keep it, it is not shown again",
              "key": {
                "id": 1,
                "name": "grafana",
                "role": "viewer",
                "created_at": "2026-11-23T14:30:00.093108Z",
                "created_by": "admin",
                "last_used_at": null,
                "revoked_at": null,
                "api_key": "iotf_e0m1YW..."
              }
            }""";

    static final String KEYS = """
            {
              "status": "success",
              "keys": [
                {"id": 1, "name": "grafana", "role": "viewer", "created_at": "2026-11-23T14:30:00.093108Z",
                 "created_by": "admin", "last_used_at": "2026-11-23T15:30:02.114007Z", "revoked_at": null}
              ]
            }""";

    static final String REVOKED = """
            {"message": "Operator key revoked", "id": 1}""";

    private Examples() {}
}
