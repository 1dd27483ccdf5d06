#include "services/forward/s3_questions.h"

#include <algorithm>
#include <unordered_map>

#include "base/encoding.h"
#include "base/text.h"
#include "embedded/table.h"
#include "partition/own_partition.h"

namespace rolecall::services::forward {
namespace {

std::string FirstOf(const Input& input, std::string_view name) {
  std::vector<std::string> found = input.Find(name);
  return found.empty() ? std::string() : std::move(found.front());
}

// Actions that have another name where a version is named. Source: Service Authorization Reference, Amazon S3.
constexpr std::pair<std::string_view, std::string_view> kOfVersions[] = {
    {"s3:DeleteObject", "s3:DeleteObjectVersion"},
    {"s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging"},
    {"s3:GetObject", "s3:GetObjectVersion"},
    {"s3:GetObjectAcl", "s3:GetObjectVersionAcl"},
    {"s3:GetObjectAttributes", "s3:GetObjectVersionAttributes"},
    {"s3:GetObjectTagging", "s3:GetObjectVersionTagging"},
    {"s3:GetObjectTorrent", "s3:GetObjectVersionTorrent"},
    {"s3:PutObjectAcl", "s3:PutObjectVersionAcl"},
    {"s3:PutObjectTagging", "s3:PutObjectVersionTagging"},
};

std::string WithVersion(const std::string& action, bool names_version) {
  if (!names_version) return action;
  for (const auto& [plain, version] : kOfVersions) {
    if (plain == action) return std::string(version);
  }
  return action;
}

const std::unordered_map<std::string_view, std::string_view>& S3Actions() {
  static const auto actions = [] {
    std::unordered_map<std::string_view, std::string_view> made;
    for (const embedded::Row& row : embedded::ReadTable("event-actions.tsv", {"call", "actions"})) {
      if (row[0].starts_with("s3:")) made.emplace(row[0].substr(3), row[1]);
    }
    return made;
  }();
  return actions;
}

std::string ActionOfName(std::string_view operation) {
  const auto found = S3Actions().find(operation);
  return std::string(found == S3Actions().end() ? "s3:" + std::string(operation) : found->second);
}

class S3Asker {
 public:
  S3Asker(const Operation& operation, const Input& input, const http::Request& request)
      : operation_(operation), input_(input), request_(request), bucket_(FirstOf(input, "Bucket")) {
    key_ = FirstOf(input, "Key");
  }

  std::vector<Question> Run() {
    const std::string_view name = operation_.name;
    if (name == "DeleteObjects") {
      AskForKeys();
    } else {
      Ask(WithVersion(ActionOfName(name), Has("versionId")), Resource());
    }
    if (name == "GetObjectAttributes") Ask(WithVersion("s3:GetObject", Has("versionId")), Resource());
    if (name == "RenameObject") AskForRename();
    if (Header("x-amz-copy-source")) AskForSource();
    AskForHeaders();
    return std::move(questions_);
  }

 private:
  bool Has(std::string_view name) const { return !input_.Find(name).empty(); }
  bool Header(std::string_view name) const { return request_.headers.Find(name) != nullptr; }

  std::string Resource() const {
    if (bucket_.empty()) return partition::OwnArn() + "s3:::*";
    return ObjectArn(key_);
  }
  std::string ObjectArn(const std::string& key) const {
    return partition::OwnArn() + "s3:::" + bucket_ + (key.empty() ? "" : "/" + key);
  }

  void Ask(std::string action, std::string resource) {
    Question question{.action = std::move(action), .resource = std::move(resource)};
    // As S3 writes it.
    question.shown_resource = "\"" + question.resource + "\"";
    AddListContext(question);
    questions_.push_back(std::move(question));
  }

  void AddListContext(Question& question) const {
    for (std::string_view name : {"prefix", "delimiter", "max-keys"}) {
      std::vector<std::string> values = input_.Find(name);
      if (!values.empty()) question.context.push_back({"s3:" + std::string(name), {std::move(values.front())}});
    }
    if (Has("versionId")) question.context.push_back({"s3:VersionId", {FirstOf(input_, "versionId")}});
    const std::string_view acl = request_.headers.Get("x-amz-acl");
    if (!acl.empty()) question.context.push_back({"s3:x-amz-acl", {std::string(acl)}});
    const std::string_view encryption = request_.headers.Get("x-amz-server-side-encryption");
    if (!encryption.empty()) question.context.push_back({"s3:x-amz-server-side-encryption", {std::string(encryption)}});
  }

  // Differs from AWS: who may not delete one of the keys deletes none (AWS tells of each).
  void AskForKeys() {
    const std::vector<std::string> keys = input_.Deep("Key");
    const bool names_versions = !input_.Deep("VersionId").empty();
    for (const std::string& key : keys) {
      Ask("s3:DeleteObject", ObjectArn(key));
      if (names_versions) Ask("s3:DeleteObjectVersion", ObjectArn(key));
    }
    if (keys.empty()) Ask("s3:DeleteObject", partition::OwnArn() + "s3:::" + bucket_ + "/*");
  }

  // "/bucket/key", "bucket/key?versionId=…", percent-encoded. What cannot be read is asked for on everything.
  void AskForSource() {
    std::string_view source = request_.headers.Get("x-amz-copy-source");
    const std::size_t mark = source.find('?');
    std::string decoded = PercentDecode(source.substr(0, mark), false).value_or("");
    if (decoded.starts_with('/')) decoded.erase(0, 1);
    const bool is_object = decoded.find('/') != std::string::npos && !decoded.starts_with("arn:");
    const std::string resource = is_object ? partition::OwnArn() + "s3:::" + decoded : "*";
    Ask(WithVersion("s3:GetObject", mark != source.npos), resource);
  }

  void AskForRename() {
    const std::optional<std::string> source = PercentDecode(request_.headers.Get("x-amz-rename-source"), false);
    std::string key = source.value_or("");
    if (key.starts_with('/')) key.erase(0, 1);
    for (const char* action : {"s3:GetObject", "s3:DeleteObject"}) Ask(action, ObjectArn(key));
    Ask("s3:PutObject", Resource());
  }

  bool Grants() const {
    return std::ranges::any_of(request_.headers, [](const http::Header& header) {
      return LowerAscii(header.name).starts_with("x-amz-grant-");
    });
  }

  void AskForHeaders() {
    const bool makes_object =
        operation_.name == "PutObject" || operation_.name == "CopyObject" || operation_.name == "CreateMultipartUpload";
    if (Header("x-amz-bypass-governance-retention")) Ask("s3:BypassGovernanceRetention", Resource());
    if (operation_.name == "CreateBucket") {
      if (Header("x-amz-acl") || Grants()) Ask("s3:PutBucketAcl", Resource());
      if (Header("x-amz-bucket-object-lock-enabled")) Ask("s3:PutBucketObjectLockConfiguration", Resource());
    }
    if (!makes_object) return;
    if (Header("x-amz-acl") || Grants()) Ask("s3:PutObjectAcl", Resource());
    if (Header("x-amz-tagging")) Ask("s3:PutObjectTagging", Resource());
    if (Header("x-amz-object-lock-mode")) Ask("s3:PutObjectRetention", Resource());
    if (Header("x-amz-object-lock-legal-hold")) Ask("s3:PutObjectLegalHold", Resource());
  }

  const Operation& operation_;
  const Input& input_;
  const http::Request& request_;
  const std::string bucket_;
  std::string key_;
  std::vector<Question> questions_;
};

}  // namespace

std::vector<Question> S3Questions(const Operation& operation, const Input& input, const http::Request& request) {
  return S3Asker(operation, input, request).Run();
}

}  // namespace rolecall::services::forward
