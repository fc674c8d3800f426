#pragma once

#include <MQTTClient.h>

#include <iotflow/device.h>
#include <iotflow/link.h>
#include <iotflow/provisioning.h>

#include "transport.h"

/**
 * The core's link by arduino-mqtt. That client waits for each PUBACK itself and compares its packet id: what it
 * calls published is acknowledged. All in one thread; what happened is told by poll, never from within a call of the
 * core.
 */
class BoardLink : public iotflow::Link {
 public:
  explicit BoardLink(const iotflow::Provisioning& provisioning);

  /** Who is told. */
  void listen(iotflow::Device& device) { device_ = &device; }
  /** Exchanges packets and tells what happened. */
  void poll(int64_t uptime, uint32_t random);

  void connect() override;
  void disconnect() override;
  bool subscribe(const std::vector<std::string>& filters) override;
  uint16_t publish(const std::string& topic, const std::string& payload) override;

 private:
  iotflow::Provisioning provisioning_;
  Transport transport_;
  MQTTClient mqtt_;
  iotflow::Device* device_ = nullptr;
  bool isOpen_ = false;
  bool hasConnected_ = false;
  bool hasSubscribed_ = false;
  size_t mostFilters_ = SIZE_MAX;
  uint16_t lastId_ = 0;
  std::vector<uint16_t> acknowledged_;
  std::vector<std::string> messages_;
};
