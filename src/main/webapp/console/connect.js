import { html, nothing } from "/webjars/lit-html/3.3.2/lit-html.js";
import { copyable } from "/console/copy.js";

const NAME = /^[A-Za-z0-9_.-]+$/;

/**
 * Ready code for one device that sends such a reading; KEY stands for its key, which only its registration and a rotation show.
 */
export function connect(deviceId, key = "KEY", reading) {
  const { measurement, field } = reading && NAME.test(reading.measurement) && NAME.test(reading.field) ? reading : { measurement: "environmental", field: "temperature" };
  const http = location.origin;
  const host = location.hostname;
  const url = `${http}/api/v1/devices/telemetry`;
  const topic = `iotflow/devices/${deviceId}/telemetry/${measurement}`;
  const codes = {
    curl: `curl ${url} -H 'X-API-Key: ${key}' -H 'Content-Type: application/json' \\\n  -d '{"data":{"${field}":21.5},"type":"${measurement}"}'`,
    mosquitto_pub: `mosquitto_pub -h ${host} -p 1883 -u '${deviceId}' -P ${key} -q 1 \\\n  -t '${topic}' -m '{"${field}":21.5}'`,
    Python: `import json, urllib.request\n\nbody = json.dumps({"data": {"${field}": 21.5}, "type": "${measurement}"}).encode()\nrequest = urllib.request.Request("${url}", body,\n    {"X-API-Key": "${key}", "Content-Type": "application/json"})\nprint(urllib.request.urlopen(request).read())`,
    Arduino: `#include <WiFi.h>\n#include <HTTPClient.h>\n\nvoid send(float value) {\n  HTTPClient http;\n  http.begin("${url}");\n  http.addHeader("X-API-Key", "${key}");\n  http.addHeader("Content-Type", "application/json");\n  http.POST("{\\"data\\":{\\"${field}\\":" + String(value) + "},\\"type\\":\\"${measurement}\\"}");\n  http.end();\n}`,
    Java: `var request = java.net.http.HttpRequest.newBuilder(java.net.URI.create("${url}"))\n    .header("X-API-Key", "${key}").header("Content-Type", "application/json")\n    .POST(java.net.http.HttpRequest.BodyPublishers.ofString("""\n        {"data":{"${field}":21.5},"type":"${measurement}"}""")).build();\njava.net.http.HttpClient.newHttpClient().send(request, java.net.http.HttpResponse.BodyHandlers.ofString());`,
    Telegraf: `[[outputs.influxdb_v2]]\n  urls = ["${http}"]\n  token = "${key}"\n  organization = "iotflow"\n  bucket = "telemetry"`,
  };
  return html`${key === "KEY" ? html`<p>Put the device's key in the place of <code>KEY</code>: its registration showed it once; a rotation makes a new one.</p>` : nothing}
    ${["localhost", "127.0.0.1"].includes(host) ? html`<p>A device that is not this computer does not reach <code>${host}</code>: open the console under this computer's address in your network, and the code has it.</p>` : nothing}
    ${Object.entries(codes).map(([name, code]) => html`<section class="mb-3"><h3 class="h6">${name}</h3>${copyable(code)}</section>`)}`;
}
