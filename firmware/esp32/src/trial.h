#pragma once

#include <cstdint>

/** A firmware that was just installed is on trial: the one before it comes back unless a broker acknowledges something.
 */
class Trial {
 public:
  Trial();
  /** Ends the trial when the firmware has proven itself, or goes back when it did not within ten minutes. */
  void poll(int64_t uptime, bool hasProvenItself);

 private:
  bool isOn_;
};
