#include "iotflow/device.h"

#include "iotflow/files.h"
#include "iotflow/json_members.h"

namespace iotflow {

namespace {

constexpr int64_t kAnswersTime = 5'000;
constexpr int64_t kSpillEvery = 1'000;

}  // namespace

Device::Device(const DeviceSettings& settings, Link& link, Actions& actions)
    : settings_(settings),
      topics_(settings.deviceId),
      link_(link),
      actions_(actions),
      sampling_(settings.sampleEveryMillis),
      heartbeat_(settings.heartbeatEveryMillis),
      spilling_(kSpillEvery),
      backOff_(settings.firstPauseMillis, settings.longestPauseMillis),
      buffer_(settings.folder + "/readings", settings.buffer),
      notices_(link),
      delivery_(buffer_, link, topics_, settings.window),
      commands_(settings.folder, topics_.status("command_response"), notices_, actions, sampling_) {}

void Device::open(int64_t uptime) {
  files::makeFolder(settings_.folder);
  buffer_.open();
  commands_.open(uptime);
}

void Device::add(const std::string& measurement, const std::string& members, int64_t uptime) {
  if (!isIdentifier(measurement) || members.empty() || members.size() > kLongestMembers) {
    rejected_++;
    return;
  }
  Reading reading{measurement, members, uptime, 0};
  if (clock_.isKnown()) {
    reading.epoch = clock_.stamp(uptime);
  }
  if (!buffer_.add(std::move(reading))) {
    delivery_.forget();
  }
}

void Device::setTime(int64_t epoch, int64_t uptime) {
  clock_.set(epoch, uptime);
  buffer_.date(clock_);
}

void Device::spill() {
  if (!buffer_.spill()) {
    delivery_.forget();
  }
}

void Device::tick(int64_t uptime, bool networkIsUp, uint32_t random) {
  connectOrGiveUp(uptime, networkIsUp, random);
  if (state_ == State::Online) {
    exchange(uptime);
  }
  if (spilling_.isDue(uptime) && buffer_.holdsOlderThan(uptime - settings_.spillAfterMillis)) {
    spill();
  }
  commands_.work();
  restartWhenAnswered(uptime);
}

void Device::connectOrGiveUp(int64_t uptime, bool networkIsUp, uint32_t random) {
  if (state_ == State::Offline) {
    if (networkIsUp && uptime >= deadline_) {
      state_ = State::Connecting;
      deadline_ = uptime + settings_.patienceMillis;
      link_.connect();
    }
    return;
  }
  const int64_t tooLongAgo = uptime - settings_.patienceMillis;
  const bool isSilent = state_ == State::Online
                            ? delivery_.waitsSinceBefore(tooLongAgo) || notices_.waitsSinceBefore(tooLongAgo)
                            : uptime >= deadline_;
  if (!networkIsUp || isSilent) {
    link_.disconnect();
    lose(uptime, random);
  }
}

void Device::exchange(int64_t uptime) {
  if (commands_.takeReportWish() || heartbeat_.isDue(uptime)) {
    notices_.passing(topics_.status("heartbeat"), statistics(uptime));
  }
  notices_.pump(uptime);
  delivery_.pump(uptime);
}

void Device::restartWhenAnswered(int64_t uptime) {
  if (!commands_.wantsRestart()) {
    return;
  }
  if (restartBy_ == 0) {
    restartBy_ = uptime + kAnswersTime;
  }
  if (notices_.empty() || uptime >= restartBy_) {
    spill();
    actions_.restart();
  }
}

void Device::onConnected(int64_t uptime) {
  std::vector<std::string> filters{topics_.commands()};
  if (!settings_.fleetId.empty()) {
    filters.push_back(Topics::fleetCommands(settings_.fleetId));
  }
  state_ = State::Subscribing;
  deadline_ = uptime + settings_.patienceMillis;
  link_.subscribe(filters);
}

void Device::onSubscribed(int64_t uptime) {
  // Only now: what the server has for a device that says it is online must find it listening.
  state_ = State::Online;
  heartbeat_.change(settings_.heartbeatEveryMillis, uptime);
  notices_.passing(topics_.status("online"), statistics(uptime));
}

void Device::onDisconnected(int64_t uptime, uint32_t random) {
  if (state_ != State::Offline) {
    lose(uptime, random);
  }
}

void Device::lose(int64_t uptime, uint32_t random) {
  state_ = State::Offline;
  deadline_ = uptime + backOff_.next(random);
  delivery_.forget();
  notices_.forget();
}

void Device::onAcknowledged(uint16_t packetId) {
  if (!delivery_.acknowledged(packetId)) {
    notices_.acknowledged(packetId);
  }
  backOff_.reset();  // and not when it is connected: a broker that accepts and then throws out must not be hurried
  proven_ = true;
}

std::string Device::statistics(int64_t uptime) const {
  JsonMembers members;
  members.text("firmware", settings_.firmwareVersion)
      .integer("uptime_s", uptime / 1000)
      .integer("interval_s", sampling_.interval() / 1000)
      .integer("buffered", static_cast<int64_t>(buffer_.size()))
      .integer("on_flash", static_cast<int64_t>(buffer_.onFlash()))
      .integer("dropped", buffer_.dropped())
      .integer("damaged", buffer_.damaged())
      .integer("rejected", rejected_);
  if (clock_.isKnown()) {
    members.integer("timestamp", clock_.epochAt(uptime));
  }
  return members.object();
}

}  // namespace iotflow
