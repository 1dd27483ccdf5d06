#include "policy/managed/aws_managed.h"

#include <atomic>
#include <charconv>
#include <mutex>
#include <unordered_map>

#include "base/check.h"
#include "embedded/packed_table.h"
#include "policy/document/arn.h"
#include "policy/document/document.h"
#include "policy/managed/text_change.h"

namespace rolecall::policy {
namespace {

using Compiled = std::shared_ptr<const CompiledPolicy>;

// "v9": 9.
int VersionNumber(std::string_view text) {
  int number = 0;
  ROLECALL_CHECK(text.starts_with('v'));
  const auto read = std::from_chars(text.data() + 1, text.data() + text.size(), number);
  ROLECALL_CHECK(read.ec == std::errc() && read.ptr == text.data() + text.size() && number > 0);
  return number;
}

Time ReadTime(std::string_view text) {
  const std::optional<Time> time = ParseRfc3339(text);
  ROLECALL_CHECK(time.has_value());
  return *time;
}

constexpr std::string_view kPrefix = "iam::aws:policy/";  // after the partition

// All policies of a partition, made when they are first asked for.
struct Index {
  std::vector<AwsManagedPolicy> policies;
  std::unordered_map<std::string_view, const AwsManagedPolicy*> by_name;
  // One for each policy: null until it is compiled; then it stays.
  std::vector<std::atomic<const Compiled*>> compiled;
  std::mutex compiling;
};

Index* MakeIndex(const partition::Partition& partition) {
  std::unordered_map<std::string_view, std::string_view> descriptions;
  for (const embedded::Row& row : embedded::ReadTable("aws-managed-policy-descriptions.tsv", {"name", "description"})) {
    descriptions.emplace(row[0], row[1]);
  }
  auto* index = new Index();
  for (const embedded::Row& row :
       embedded::ReadTable("aws-managed-policies.tsv", {"name", "path", "version", "created", "updated"})) {
    const auto description = descriptions.find(row[0]);
    index->policies.push_back({&partition, row[0], row[1], VersionNumber(row[2]), ReadTime(row[3]), ReadTime(row[4]),
                               description == descriptions.end() ? "" : description->second});
  }
  index->compiled = std::vector<std::atomic<const Compiled*>>(index->policies.size());
  index->by_name.reserve(index->policies.size());
  for (const AwsManagedPolicy& policy : index->policies) index->by_name.emplace(policy.name, &policy);
  return index;
}

Index& All(const partition::Partition& partition) {
  static auto* const kMade = new std::vector<std::atomic<Index*>>(partition::All().size());
  static std::mutex making;
  std::atomic<Index*>& place = (*kMade)[static_cast<std::size_t>(&partition - partition::All().data())];
  if (Index* index = place.load(std::memory_order_acquire)) return *index;
  const std::lock_guard<std::mutex> lock(making);
  if (place.load(std::memory_order_relaxed) == nullptr) {
    place.store(MakeIndex(partition), std::memory_order_release);
  }
  return *place.load(std::memory_order_relaxed);
}

// The data has the texts of "aws".
std::string InPartition(std::string text, const partition::Partition& partition) {
  const std::string& written = partition::All().front().arn;
  if (partition.arn == written) return text;
  for (std::size_t at = text.find(written); at != text.npos; at = text.find(written, at + partition.arn.size())) {
    text.replace(at, written.size(), partition.arn);
  }
  return text;
}

// Older versions, the newest first.
std::string OlderRows(const AwsManagedPolicy& policy) {
  return embedded::ReadPackedTable("aws-managed-policy-versions.tsv", {"name", "version", "created", "change"})
      .RowsOf(policy.name);
}

// Of the default version, as the data has it.
std::string WrittenText(const AwsManagedPolicy& policy) {
  const std::string rows =
      embedded::ReadPackedTable("aws-managed-policy-documents.tsv", {"name", "document"}).RowsOf(policy.name);
  ROLECALL_CHECK(!rows.empty());
  return std::string(embedded::PackedRows(rows).front()[1]);
}

const Compiled* CompileNow(const AwsManagedPolicy& policy) {
  ParsedDocument parsed = Parse(AwsPolicyText(policy), DocumentKind::kIdentity);
  ROLECALL_CHECK(!parsed.malformed.has_value());
  return new Compiled(Compile(std::move(parsed.document), policy.arn()));
}

}  // namespace

std::string AwsManagedPolicy::arn() const {
  return (partition->arn + std::string(kPrefix)).append(path.substr(1)).append(name);
}

std::span<const AwsManagedPolicy> AwsManagedPolicies(const partition::Partition& partition) {
  return All(partition).policies;
}

const AwsManagedPolicy* FindAwsManagedPolicy(std::string_view arn) {
  const std::optional<Arn> parsed = ParseArn(arn);
  const partition::Partition* partition = parsed ? partition::Find(parsed->partition) : nullptr;
  if (partition == nullptr || !arn.substr(partition->arn.size()).starts_with(kPrefix)) return nullptr;
  // "/NAME" or "/service-role/NAME".
  const std::string_view full_name = arn.substr(partition->arn.size() + kPrefix.size() - 1);
  const std::size_t name_at = full_name.rfind('/') + 1;
  const AwsManagedPolicy* found = FindAwsManagedPolicyNamed(*partition, full_name.substr(name_at));
  return found != nullptr && found->path == full_name.substr(0, name_at) ? found : nullptr;
}

const AwsManagedPolicy* FindAwsManagedPolicyNamed(const partition::Partition& partition, std::string_view name) {
  const auto& by_name = All(partition).by_name;
  const auto found = by_name.find(name);
  return found == by_name.end() ? nullptr : found->second;
}

std::shared_ptr<const CompiledPolicy> CompiledAwsPolicy(const AwsManagedPolicy& policy) {
  Index& index = All(*policy.partition);
  const auto number = static_cast<std::size_t>(&policy - index.policies.data());
  ROLECALL_CHECK(number < index.policies.size());
  std::atomic<const Compiled*>& place = index.compiled[number];
  if (const Compiled* compiled = place.load(std::memory_order_acquire)) return *compiled;
  const std::lock_guard<std::mutex> lock(index.compiling);
  const Compiled* compiled = place.load(std::memory_order_relaxed);
  if (compiled == nullptr) {
    compiled = CompileNow(policy);
    place.store(compiled, std::memory_order_release);
  }
  return *compiled;
}

std::string AwsPolicyText(const AwsManagedPolicy& policy) {
  return InPartition(WrittenText(policy), *policy.partition);
}

std::vector<AwsPolicyVersion> AwsPolicyVersions(const AwsManagedPolicy& policy) {
  std::vector<AwsPolicyVersion> versions = {{policy.default_version, policy.updated}};
  const std::string rows = OlderRows(policy);
  for (const embedded::Row& row : embedded::PackedRows(rows)) {
    versions.push_back({VersionNumber(row[1]), ReadTime(row[2])});
  }
  return versions;
}

std::optional<std::string> AwsPolicyText(const AwsManagedPolicy& policy, int version) {
  std::string text = WrittenText(policy);
  if (version == policy.default_version) return InPartition(std::move(text), *policy.partition);
  const std::string rows = OlderRows(policy);
  for (const embedded::Row& row : embedded::PackedRows(rows)) {
    text = ApplyChange(text, row[3]);
    if (VersionNumber(row[1]) == version) return InPartition(std::move(text), *policy.partition);
  }
  return std::nullopt;
}

}  // namespace rolecall::policy
