// The console's pages, each with its address.
import { AlertRules } from "/console/alertrules.js";
import { Alerts } from "/console/alerts.js";
import { Audit } from "/console/audit.js";
import { Channels } from "/console/channels.js";
import { Dashboard } from "/console/dashboard.js";
import { Dashboards } from "/console/dashboards.js";
import { Device } from "/console/device.js";
import { Devices } from "/console/devices.js";
import { Explore } from "/console/explore.js";
import { Fields } from "/console/fields.js";
import { Group } from "/console/group.js";
import { Groups } from "/console/groups.js";
import { Health } from "/console/health.js";
import { Keys } from "/console/keys.js";
import { ManyDevices } from "/console/manydevices.js";
import { Mappings } from "/console/mappings.js";
import { NewDevice } from "/console/newdevice.js";
import { Overview } from "/console/overview.js";
import { Quarantine } from "/console/quarantine.js";
import { Settings } from "/console/settings.js";
import { Silences } from "/console/silences.js";

/** Address, name in the navigation if it is there, class, and who sees it there if not everybody does. */
const PAGES = [["#/", "Overview", Overview], ["#/devices", "Devices", Devices], ["#/groups", "Groups", Groups],
  ["#/explore", "Explore", Explore], ["#/dashboards", "Dashboards", Dashboards], ["#/alerts", "Alerts", Alerts], ["#/health", "Health", Health], ["#/quarantine", "Quarantine", Quarantine], ["#/fields", "Fields", Fields], ["#/mappings", "Mappings", Mappings], ["#/keys", "Keys", Keys, "admin"],
  ["#/audit", "Audit", Audit, "admin"], ["#/settings", "Settings", Settings, "admin"], ["#/devices/new", undefined, NewDevice], ["#/devices/many", undefined, ManyDevices],
  ["#/alert-rules", undefined, AlertRules], ["#/channels", undefined, Channels], ["#/silences", undefined, Silences]];
/** Pages that are part of one in the navigation. */
const PARTS = [["#/device/", "#/devices"], ["#/devices/", "#/devices"], ["#/group/", "#/groups"], ["#/dashboards/", "#/dashboards"], ["#/alert-rules", "#/alerts"],
  ["#/channels", "#/alerts"], ["#/silences", "#/alerts"]];
const ONE = { device: Device, group: Group, dashboards: Dashboard };

/** The page at this address. */
export function pageAt(path, given) {
  const one = path.match(/^\/(device|group|dashboards)\/(.+)$/);
  if (one) {
    return new ONE[one[1]](decodeURIComponent(one[2]), given);
  }
  const [, , Page] = PAGES.find(([hash]) => hash === `#${path}`) ?? PAGES[0];
  return new Page(given);
}

/** What is in the navigation: addresses and names. */
export function navigation(role) {
  return PAGES.filter(([, name, , only]) => name && (only ?? role) === role);
}

/** Whether the address is that of this page of the navigation, or of one that is part of it. */
export function isAt(address, hash) {
  return address === hash || PARTS.some(([part, whole]) => whole === hash && address.startsWith(part));
}
