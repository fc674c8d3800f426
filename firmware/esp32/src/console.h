#pragma once

#include <string>

#include <iotflow/provisioning.h>

/** Provisioning over the serial port: lines `name value`, `show`, and `save`, which starts again. Secrets are not
 * shown. */
class Console {
 public:
  explicit Console(const iotflow::Provisioning& provisioning) : provisioning_(provisioning) {}

  /** Takes what was typed. */
  void poll();

 private:
  void take(const std::string& line);
  void show() const;

  iotflow::Provisioning provisioning_;
  std::string line_;
};
