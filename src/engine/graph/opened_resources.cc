#include "engine/graph/opened_resources.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "engine/graph/instance_config.h"
#include "engine/provider/ephemeral.h"

namespace rolecall::engine {
namespace {

constexpr std::chrono::seconds kMargin{60};      // a renewal takes a while
constexpr std::chrono::seconds kLeastPause{1};   // whatever the provider says
constexpr std::chrono::milliseconds kTick{100};  // the clock is not one that can be waited for

ResourceEvent EventOf(const ResourceAddress& address, EphemeralAction action) {
  ResourceEvent event;
  event.address = address;
  event.ephemeral = action;
  return event;
}

EphemeralResources& Interface(Provider& provider) {
  auto* const ephemeral = dynamic_cast<EphemeralResources*>(&provider);
  ROLECALL_CHECK(ephemeral != nullptr);  // it has the type's schema
  return *ephemeral;
}

bool IsUsable(const ResourceAddress& address, const value::Value& result, diag::Diagnostics& diagnostics) {
  const bool is_null = result.IsKnown() && result.IsNull();
  if (!is_null && result.IsWhollyKnown()) return true;
  AddObjectError(address, "invalid-result",
                 is_null ? "Provider produced null object" : "Provider produced invalid object",
                 "What the provider gave when " + address.Text() + " was opened " +
                     (is_null ? "is null." : "is not wholly known.") +
                     "\n\nThis is a bug in the provider, which should be reported in the provider's own issue tracker.",
                 {}, diagnostics);
  return false;
}

}  // namespace

OpenedResources::~OpenedResources() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_over_ = true;
  }
  changed_.notify_all();
  if (renewer_.joinable()) renewer_.join();
}

std::optional<value::Value> OpenedResources::Open(const ResourceAddress& address, Provider& provider,
                                                  const value::Value& config, diag::Diagnostics& diagnostics) {
  HookCaller::Running running(hooks_, EventOf(address, EphemeralAction::kOpen));
  diag::Diagnostics problems;
  OpenedResource opened = Interface(provider).Open(address.type, config, problems);
  const bool failed = problems.HasErrors();
  diagnostics.Append(problems);
  if (failed) {
    running.Failed();
    return std::nullopt;
  }
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    entries_.push_back({address, &provider, std::move(opened.private_bytes), Due(opened.renew_at), false, {}});
    if (entries_.back().due && !renewer_.joinable()) renewer_ = std::thread([this] { RenewDue(); });
  }
  if (!IsUsable(address, opened.result, diagnostics)) {
    running.Failed();
    return std::nullopt;
  }
  running.Done("");
  return std::move(opened.result);
}

void OpenedResources::Defer(const ResourceAddress& address, const char* reason) {
  ResourceEvent event = EventOf(address, EphemeralAction::kOpen);
  event.text = reason;
  hooks_.Say(Progress::kEphemeralDeferred, event);
}

std::optional<Time> OpenedResources::Due(const std::optional<Time>& renew_at) const {
  if (!renew_at) return std::nullopt;
  const Time now = hooks_.Now();
  const auto left = std::max(*renew_at - now, Time::duration(0));
  const Time early = *renew_at - std::min<Time::duration>(kMargin, left / 2);
  return std::max<Time>(early, now + kLeastPause);
}

void OpenedResources::RenewDue() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!changed_.wait_for(lock, kTick, [this] { return is_over_; })) {
    for (Entry& entry : entries_) {
      if (!entry.due || hooks_.Now() < *entry.due) continue;
      Renew(entry, lock);
      break;  // the list may be another one now
    }
  }
}

// Called and left with the lock held. The entry stays while it is busy.
void OpenedResources::Renew(Entry& entry, std::unique_lock<std::mutex>& lock) {
  entry.is_busy = true;
  entry.due.reset();
  const Secret private_bytes = entry.private_bytes;
  lock.unlock();
  diag::Diagnostics problems;
  HookCaller::Running running(hooks_, EventOf(entry.address, EphemeralAction::kRenew));
  RenewedResource renewed = Interface(*entry.provider).Renew(entry.address.type, private_bytes, problems);
  if (problems.HasErrors()) {
    running.Failed();
  } else {
    running.Done("");
  }
  lock.lock();
  if (!problems.HasErrors()) entry.due = Due(renewed.renew_at);
  if (renewed.private_bytes) entry.private_bytes = *std::move(renewed.private_bytes);
  entry.problems.Append(problems);
  entry.is_busy = false;
  changed_.notify_all();
}

void OpenedResources::Close(const NodeId& block, diag::Diagnostics& diagnostics) {
  std::list<Entry> closing;
  {
    std::unique_lock<std::mutex> lock(mutex_);
    const auto is_meant = [&](const Entry& entry) { return ResourceNode(entry.address.Config()) == block; };
    changed_.wait(lock, [&] {
      return std::none_of(entries_.begin(), entries_.end(),
                          [&](const Entry& entry) { return entry.is_busy && is_meant(entry); });
    });
    for (auto it = entries_.begin(); it != entries_.end();) {
      const auto next = std::next(it);
      if (is_meant(*it)) closing.splice(closing.end(), entries_, it);
      it = next;
    }
  }
  for (Entry& entry : closing) {
    HookCaller::Running running(hooks_, EventOf(entry.address, EphemeralAction::kClose));
    diag::Diagnostics problems = std::move(entry.problems);
    diag::Diagnostics of_close;
    Interface(*entry.provider).Close(entry.address.type, entry.private_bytes, of_close);
    if (of_close.HasErrors()) {
      running.Failed();
    } else {
      running.Done("");
    }
    problems.Append(of_close);
    NameObject(entry.address, diag::Range(), problems);
    diagnostics.Append(problems);
  }
}

}  // namespace rolecall::engine
