// MFA devices of users: enabled with two codes that follow one another, set right when their clock has drifted,
// deactivated.
#include <algorithm>

#include "crypto/one_time_code.h"
#include "partition/own_partition.h"
#include "services/iam/credentials/mfa.h"

namespace rolecall::services::iam::credentials {

using directory::MfaDevice;

namespace {

// Steps of 30 seconds in which the first code may lie, before now and after it: people wait for the second one, and
// clocks differ. Resync is for those that differ more.
constexpr std::int64_t kEnableSteps = 4;
constexpr std::int64_t kResyncSteps = 60;

aws::ErrorShape WrongCode() {
  return {403, "InvalidAuthenticationCode", "Authentication code for device is not valid."};
}

// Both codes fit, and are newer than any before (a code that was seen is no proof: RFC 6238, section 5.2). The device
// then remembers them.
Refusal TakeCodes(const Call& call, std::int64_t steps, MfaDevice& device) {
  const std::int64_t now = crypto::OneTimeStep(call.now);
  const std::int64_t oldest = device.last_code.has_value() ? crypto::OneTimeStep(*device.last_code) + 1 : 0;
  const crypto::StepWindow window{.first = std::max(now - steps, oldest), .last = now + steps};
  const auto step = crypto::FindConsecutiveCodes(device.seed, call.parameters.Get("AuthenticationCode1"),
                                                 call.parameters.Get("AuthenticationCode2"), window);
  if (!step.has_value()) return WrongCode();
  device.last_code = crypto::TimeOfStep(*step + 1);
  device.drift_steps = static_cast<int>(*step + 1 - now);
  return std::nullopt;
}

// Changes the device of the request, as it is when the write's turn comes. `edit` gives a refusal or nothing.
template <typename F>
OperationResult ChangeDevice(Call& call, F edit) {
  const std::string serial(call.parameters.Get("SerialNumber"));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto current = FindOwn(call, &directory::Snapshot::mfa_devices, transaction.snapshot(), serial);
    if (current == nullptr) return NoSuchEntity(ByArn<MfaDevice>::Missing(serial));
    MfaDevice changed = *current;
    if (Refusal refusal = edit(changed, transaction)) return *std::move(refusal);
    transaction.Put(std::move(changed));
    return std::string();
  });
}

std::vector<std::shared_ptr<const MfaDevice>> DevicesOf(const directory::Snapshot& snapshot, const Owner& owner) {
  auto devices = snapshot.mfa_devices.Sorted(partition::OwnArn() + "iam::" + owner.account + ":");
  std::erase_if(devices, [&](const auto& device) { return device->owner_id != owner.id; });
  return devices;
}

OperationResult EnableMfaDevice(Call& call) {
  ROLECALL_TRY(Owner owner, AskForOwner(call));
  return ChangeDevice(call, [&](MfaDevice& device, directory::Transaction& transaction) -> Refusal {
    ROLECALL_TRY([[maybe_unused]] auto user, CurrentOwner(transaction.snapshot(), owner));
    if (!device.owner_id.empty()) return AlreadyExists("MFA Device is already in use.");
    if (DevicesOf(transaction.snapshot(), owner).size() >= kMfaDevicesPerUser.limit)
      return Exceeded(kMfaDevicesPerUser);
    ROLECALL_RETURN_IF_ERROR(TakeCodes(call, kEnableSteps, device));
    device.owner_id = owner.id;
    device.enabled = call.now;
    return std::nullopt;
  });
}

Refusal CheckIsOf(const MfaDevice& device, const Owner& owner) {
  if (device.owner_id == owner.id) return std::nullopt;
  return NoSuchEntity("MFA Device with serial number " + device.arn() + " is not associated with user " + owner.name +
                      ".");
}

OperationResult ResyncMfaDevice(Call& call) {
  ROLECALL_TRY(Owner owner, AskForOwner(call));
  return ChangeDevice(call, [&](MfaDevice& device, directory::Transaction&) -> Refusal {
    ROLECALL_RETURN_IF_ERROR(CheckIsOf(device, owner));
    return TakeCodes(call, kResyncSteps, device);
  });
}

OperationResult DeactivateMfaDevice(Call& call) {
  ROLECALL_TRY(Owner owner, AskForOwner(call));
  return ChangeDevice(call, [&](MfaDevice& device, directory::Transaction&) -> Refusal {
    ROLECALL_RETURN_IF_ERROR(CheckIsOf(device, owner));
    device.owner_id.clear();
    device.enabled.reset();
    return std::nullopt;
  });
}

OperationResult ListMfaDevices(Call& call) {
  ROLECALL_TRY(Owner owner, AskForOwner(call));
  std::vector<Item> items;
  for (const auto& device : DevicesOf(*call.snapshot, owner)) {
    aws::XmlWriter xml;
    xml.Text("UserName", owner.name).Text("SerialNumber", device->arn());
    xml.Text("EnableDate", FormatIso8601(device->enabled.value_or(device->created)));
    items.push_back({device->arn(), xml.Take()});
  }
  return Page(call, "MFADevices", std::move(items));
}

OperationResult GetMfaDevice(Call& call) {
  ROLECALL_TRY(Owner owner, AskForOwner(call));
  const std::string serial(call.parameters.Get("SerialNumber"));
  auto device = FindOwn(call, &directory::Snapshot::mfa_devices, *call.snapshot, serial);
  if (device == nullptr) return NoSuchEntity(ByArn<MfaDevice>::Missing(serial));
  ROLECALL_RETURN_IF_ERROR(CheckIsOf(*device, owner));
  aws::XmlWriter xml;
  xml.Text("UserName", owner.name).Text("SerialNumber", serial);
  xml.Text("EnableDate", FormatIso8601(device->enabled.value_or(device->created)));
  return xml.Take();
}

ParameterRule AuthenticationCode(std::string_view name) {
  return {.name = name,
          .required = true,
          .min = crypto::kCodeDigits,
          .max = crypto::kCodeDigits,
          .charset = Charset::kDigits};
}

}  // namespace

void AddMfaAssignment(Table& table) {
  const ParameterRule first = AuthenticationCode("AuthenticationCode1"),
                      second = AuthenticationCode("AuthenticationCode2");
  table.push_back({"EnableMFADevice", &EnableMfaDevice, {kUserName, kSerialNumber, first, second}, false, false});
  table.push_back({"ResyncMFADevice", &ResyncMfaDevice, {kUserName, kSerialNumber, first, second}, false, false});
  table.push_back({"DeactivateMFADevice", &DeactivateMfaDevice, {kOptionalUserName, kSerialNumber}, false, false});
  table.push_back({"ListMFADevices", &ListMfaDevices, {kOptionalUserName, kMarker, kMaxItems}});
  table.push_back({"GetMFADevice", &GetMfaDevice, {kOptionalUserName, kSerialNumber}});
}

}  // namespace rolecall::services::iam::credentials
