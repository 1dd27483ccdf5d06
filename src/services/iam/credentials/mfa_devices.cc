// Virtual MFA devices as things: made, listed, tagged, deleted. Whose they are: mfa_assignment.cc.
// Differs from AWS: hardware and FIDO devices cannot be registered here.
#include "base/encoding.h"
#include "base/random.h"
#include "crypto/one_time_code.h"
#include "partition/own_partition.h"
#include "services/iam/credentials/mfa.h"
#include "services/iam/credentials/qr_code.h"

namespace rolecall::services::iam::credentials {

using directory::MfaDevice;

namespace {

// "A QR code PNG image that encodes otpauth://totp/$virtualMFADeviceName@$AccountName?secret=$Base32String": the
// account by its alias, or its number.
std::string SeedAsImage(const MfaDevice& device, const directory::Snapshot& snapshot) {
  auto account = snapshot.accounts.Find(device.account);
  const bool has_alias = account != nullptr && !account->aliases.empty();
  const std::string& name = has_alias ? account->aliases.front() : device.account;
  const std::optional<QrCode> code = EncodeQr("otpauth://totp/" + PercentEncode(device.name) + "@" + name +
                                              "?secret=" + std::string(device.seed.Reveal()));
  return code.has_value() ? QrPng(*code) : "";  // there is room for the longest name
}

OperationResult CreateVirtualMfaDevice(Call& call) {
  ROLECALL_TRY(directory::Tags tags, ReadTags(call));
  MfaDevice device;
  device.account = call.caller.account;
  device.name = std::string(call.parameters.Get("VirtualMFADeviceName"));
  if (call.parameters.Has("Path")) device.path = std::string(call.parameters.Get("Path"));
  device.created = call.now;
  device.tags = tags;
  Question question = Ask(call, device.arn());
  question.request_tags = &tags;
  ROLECALL_RETURN_IF_ERROR(AuthorizeCreation(call, question, "iam:TagMFADevice"));
  device.seed = Secret(RandomBase32(call.random, crypto::kSeedLetters));
  const std::string image = Base64Encode(SeedAsImage(device, *call.snapshot));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    const auto& devices = transaction.snapshot().mfa_devices;
    if (devices.Find(device.arn()) != nullptr) {
      return AlreadyExists("MFADevice entity at the same path and name already exists.");
    }
    if (devices.Count(partition::OwnArn() + "iam::" + device.account + ":") >= kVirtualMfaDevicesPerAccount.limit) {
      return Exceeded(kVirtualMfaDevicesPerAccount);
    }
    transaction.Put(device);
    aws::XmlWriter xml;
    xml.Open("VirtualMFADevice").Text("SerialNumber", device.arn());
    xml.Text("Base32StringSeed", Base64Encode(device.seed.Reveal()));  // a blob: the seed's letters in base64
    xml.Text("QRCodePNG", image);
    if (!tags.empty()) WriteTags(xml, tags);
    xml.Close();
    return xml.Take();
  });
}

OperationResult DeleteVirtualMfaDevice(Call& call) {
  ROLECALL_TRY(auto device, AskForTagged<MfaDevice>(call, {}));
  return services::Update<std::string>(call, [&](directory::Transaction& transaction) -> OperationResult {
    auto current = transaction.snapshot().mfa_devices.Find(device->arn());
    if (current == nullptr) return NoSuchEntity(ByArn<MfaDevice>::Missing(device->arn()));
    if (!current->owner_id.empty()) return DeleteConflict("MFA VirtualDevice in use. Must deactivate first.");
    transaction.Delete(*current);
    return std::string();
  });
}

void WriteListed(aws::XmlWriter& xml, const MfaDevice& device, const directory::Snapshot& snapshot) {
  xml.Text("SerialNumber", device.arn());
  if (auto user = UserWithId(snapshot, device.owner_id)) {
    xml.Open("User");
    WriteUser(xml, *user, Detail::kListed);
    xml.Close();
  }
  if (device.enabled.has_value()) xml.Text("EnableDate", FormatIso8601(*device.enabled));
  if (!device.tags.empty()) WriteTags(xml, device.tags);
}

OperationResult ListVirtualMfaDevices(Call& call) {
  ROLECALL_RETURN_IF_ERROR(services::Authorize(call, Ask(call, "*")));
  const std::string_view wanted = call.parameters.Get("AssignmentStatus");
  std::vector<Item> items;
  for (const auto& device :
       call.snapshot->mfa_devices.Sorted(partition::OwnArn() + "iam::" + call.caller.account + ":")) {
    if (wanted == (device->owner_id.empty() ? "Assigned" : "Unassigned")) continue;
    aws::XmlWriter xml;
    WriteListed(xml, *device, *call.snapshot);
    items.push_back({device->arn(), xml.Take()});
  }
  return Page(call, "VirtualMFADevices", std::move(items));
}

}  // namespace

void AddMfaDevices(Table& table) {
  const ParameterRule name = Name("VirtualMFADeviceName", 226);
  const ParameterRule status{.name = "AssignmentStatus", .values = "Assigned|Unassigned|Any"};
  table.push_back({"CreateVirtualMFADevice", &CreateVirtualMfaDevice, {kPath, name, kTags}});
  table.push_back({"DeleteVirtualMFADevice", &DeleteVirtualMfaDevice, {kSerialNumber}, false, false});
  table.push_back({"ListVirtualMFADevices", &ListVirtualMfaDevices, {status, kMarker, kMaxItems}});
  AddTagsOf<MfaDevice>(table, "TagMFADevice", "UntagMFADevice", "ListMFADeviceTags", kSerialNumber);
}

}  // namespace rolecall::services::iam::credentials
