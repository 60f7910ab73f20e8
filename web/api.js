"use strict";
/* The merged OpenAPI document, browsable; a token from `cdlc token` goes behind "Authorize". */
SwaggerUIBundle({ url: "/api/openapi.json", dom_id: "#api", docExpansion: "none", filter: true, deepLinking: true });
