// Files that the browser keeps for its user.

/** What begins with = or the like would be a formula to a spreadsheet. */
export function csv(rows) {
  const cell = (value) => {
    const text = String(value ?? "");
    return `"${(typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  };
  return rows.map((row) => `${row.map(cell).join()}\r\n`).join("");
}

/** Has a CSV kept under this name. */
export function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
