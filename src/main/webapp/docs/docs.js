// The key typed in under Authorize stays in this page's memory: it is gone when the page is left.
window.addEventListener("load", () => {
  SwaggerUIBundle({
    url: "../openapi?format=JSON",
    dom_id: "#api",
    deepLinking: true,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    docExpansion: "list",
    validatorUrl: null
  });
});
