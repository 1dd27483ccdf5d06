#include "access/offline/offline_provider.h"

#include <cstdio>
#include <map>
#include <optional>

#include "access/model/identity_model.h"
#include "access/model/resource_value.h"
#include "access/offline/aws_policy_data.h"
#include "access/offline/predicted_values.h"
#include "aws/client/endpoints.h"
#include "base/placeholder.h"
#include "engine/provider/schema_value.h"
#include "hcl/evaluate/placeholder_values.h"
#include "partition/partition.h"
#include "value/convert.h"

namespace rolecall::access {
namespace {

using value::Type;
using value::Value;

// Data sources that the real provider answers without asking anybody.
bool IsComputed(const std::string& type) {
  return type == "aws_partition" || type == "aws_region" || type == "aws_default_tags" ||
         type == "aws_service_principal" || type == "aws_iam_policy_document";
}

// Providers that ask nobody but this machine.
bool IsLocal(const std::string& source) {
  return source == "hashicorp/local" || source == "hashicorp/null" || source == "hashicorp/random" ||
         source == "hashicorp/time";
}

// Whether `known`, read before, is the answer to `config`: all that is configured is the same.
bool Answers(const Value& known, const Value& config) {
  for (const auto& [name, wanted] : config.members()) {
    if (wanted.IsNull() || !wanted.IsKnown()) continue;
    const Value* found = known.Find(name);
    if (found == nullptr || !found->UnmarkDeep().Same(wanted.UnmarkDeep())) return false;
  }
  return true;
}

// `value` with placeholders for unknown texts and one for each unknown list of texts; other unknowns stay. `name` is
// that of the attribute.
Value Filled(const Value& value, const std::string& name) {
  const Type& type = value.type();
  if (!value.IsKnown()) {
    Value text = Value::String(Placeholder(name));
    if (type == Type::String()) return text;
    if (type == Type::List(Type::String())) return Value::List(Type::String(), {text});
    return type == Type::Set(Type::String()) ? Value::Set(Type::String(), {text}) : value;
  }
  if (value.IsNull() || value.IsWhollyKnown()) return value;
  if (type.kind() == Type::Kind::kObject) {
    std::map<std::string, Value> members;
    for (const auto& [key, member] : value.members()) members.emplace(key, Filled(member, key));
    return Value::Object(std::move(members));
  }
  if (type.kind() != Type::Kind::kList && type.kind() != Type::Kind::kSet) return value;
  std::vector<Value> elements;
  for (const Value& element : value.elements()) elements.push_back(Filled(element, name));
  return type.kind() == Type::Kind::kList ? Value::List(type.element(), std::move(elements))
                                          : Value::Set(type.element(), std::move(elements));
}

// What is planned by this configuration and is all that a data source asks for: the answer has what both have.
std::optional<Value> AnswerOf(const Value& planned, const Value& unread, const Value& config) {
  bool asks = false;
  for (const auto& [name, wanted] : config.members()) {
    const Value* found = planned.Find(name);
    const bool is_collection = wanted.IsKnown() && !wanted.IsNull() && !wanted.type().IsPrimitive();
    if (wanted.IsNull() || is_collection) continue;
    if (!wanted.IsKnown() || found == nullptr || !found->UnmarkDeep().Same(wanted.UnmarkDeep())) return std::nullopt;
    asks = true;
  }
  if (!asks) return std::nullopt;
  std::map<std::string, Value> members = unread.members();
  for (auto& [name, member] : members) {
    const Value* found = planned.Find(name);
    if (name == "url") continue;  // IAM tells a provider's without its scheme: it follows from the ARN
    if (found == nullptr || member.IsKnown()) continue;
    const value::Conversion same = value::Convert(*found, member.type());
    if (same.ok()) member = *same;
  }
  return Value::Object(std::move(members));
}

// The real provider with its mouth shut. What it does without asking stays its own work: schemas, validation, upgrades,
// planning. What would ask is answered here: Configure() is given a configuration without credentials to look up,
// Read() gives back what the state has, data sources are computed, known from before or from what is planned, or
// unknown but for a predicted ARN. It is asked with what is known; placeholders come back where it leaves something
// unknown.
class OfflineProvider final : public engine::Provider {
 public:
  OfflineProvider(std::unique_ptr<engine::Provider> real, const OfflineAnswers& answers,
                  std::shared_ptr<OfflineNotes> notes)
      : real_(std::move(real)),
        answers_(answers),
        notes_(std::move(notes)),
        is_aws_(real_->source() == "hashicorp/aws") {
    around_.account_id = answers_.account_id;
    around_.partition = "aws";
    around_.next_suffix = [notes = notes_] {
      std::lock_guard<std::mutex> lock(notes->mutex);
      char suffix[27];
      std::snprintf(suffix, sizeof suffix, "%026d", ++notes->counter);
      return std::string(suffix);
    };
  }

  std::string source() const override { return real_->source(); }
  const engine::ProviderSchema& schema() const override { return real_->schema(); }
  void ValidateConfiguration(const Value& configuration, diag::Diagnostics& diagnostics) override {
    real_->ValidateConfiguration(hcl::WithoutPlaceholders(configuration), diagnostics);
  }
  void ValidateResource(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) override {
    real_->ValidateResource(type, hcl::WithoutPlaceholders(config), diagnostics);
  }
  void ValidateDataSource(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) override {
    real_->ValidateDataSource(type, hcl::WithoutPlaceholders(config), diagnostics);
  }
  Value UpgradeState(const std::string& type, std::int64_t version, const std::string& json,
                     diag::Diagnostics& diagnostics) override {
    return real_->UpgradeState(type, version, json, diagnostics);
  }

  void Configure(const Value& given, diag::Diagnostics& diagnostics) override {
    const Value configuration = hcl::WithoutPlaceholders(given);
    if (!is_aws_) return real_->Configure(configuration, diagnostics);
    Value silent = Silenced(configuration, "");
    diag::Diagnostics problems;
    real_->Configure(silent, problems);
    if (problems.HasErrors()) {  // most likely no region, which only names things here
      problems = diag::Diagnostics();
      silent = Silenced(configuration, "us-east-1");
      real_->Configure(silent, problems);
    }
    diagnostics.Append(problems);
    if (!problems.HasErrors()) LearnSurroundings(configuration);
  }

  engine::ResourceState Read(const std::string&, const engine::ResourceState& current, diag::Diagnostics&) override {
    return current;
  }

  engine::PlannedResource Plan(const std::string& type, const engine::ResourceState& prior, const Value& proposed,
                               const Value& config, diag::Diagnostics& diagnostics) override {
    engine::PlannedResource planned =
        real_->Plan(type, prior, hcl::WithoutPlaceholders(proposed), hcl::WithoutPlaceholders(config), diagnostics);
    planned.planned = hcl::RestorePlaceholders(planned.planned, proposed);
    if (!is_aws_) return planned;
    // What AWS makes of the configuration: the URL of a provider loses its scheme.
    planned.is_checked = planned.is_checked || type == "aws_iam_openid_connect_provider";
    planned.planned = *Predicted(type, planned.planned);
    return planned;
  }

  // What the real provider planned, with what follows from it; data sources are answered from it. Of another provider
  // than AWS's nothing is predicted.
  std::optional<Value> Predicted(const std::string& type, const Value& planned) {
    if (!is_aws_) return std::nullopt;
    Value predicted = WithPredictions(type, planned, around_);
    std::lock_guard<std::mutex> lock(notes_->mutex);
    notes_->planned[type].push_back(predicted);
    if (type == "aws_s3_bucket" || type == "aws_s3_bucket_policy") {
      notes_->bucket_accounts[TextAt(predicted, "bucket")] = around_.account_id;
    }
    return predicted;
  }

  engine::ResourceState Apply(const std::string& type, const engine::ResourceState& prior,
                              const engine::PlannedResource&, const Value&, const engine::Cancellation&,
                              diag::Diagnostics& diagnostics) override {
    diagnostics.AddError("offline", "Nothing is applied offline", type + " was only planned.");
    return prior;
  }
  std::vector<engine::ImportedResource> Import(const std::string& type, const std::string& id,
                                               diag::Diagnostics&) override {
    Note("what " + type + " " + id + " is will be known only when it is imported");
    return {};
  }

  Value ReadDataSource(const std::string& type, const Value& config, diag::Diagnostics& diagnostics) override {
    const auto schema = real_->schema().data_sources.find(type);
    if (schema == real_->schema().data_sources.end()) return config;
    const Value unread = engine::UnknownComputed(schema->second.block, config);
    if (is_aws_ ? IsComputed(type) : IsLocal(real_->source())) return Computed(type, config, unread, diagnostics);
    for (const auto& [known_type, known] : answers_.known_data) {
      if (known_type == type && Answers(known, config)) return known;
    }
    if (is_aws_ && type == "aws_caller_identity") return Caller(config);
    if (is_aws_ && type == "aws_iam_policy") {
      if (const std::optional<Value> known = AwsPolicyData(unread, partition::OfRegion(around_.region))) return *known;
    }
    if (const std::optional<Value> answer = FromPlanned(type, config, unread)) return *answer;
    NoteUnread("data source " + type + " was not read: only its predictable ARN is known");
    return is_aws_ ? WithPredictions(type, unread, around_, true) : unread;
  }

 private:
  // The configuration without anything that would make the provider ask.
  static Value Silenced(const Value& configuration, const std::string& region) {
    if (configuration.IsNull() || !configuration.IsKnown()) return configuration;
    std::map<std::string, Value> members = configuration.members();
    for (auto& [name, member] : members) {
      if (!member.IsWhollyKnown()) member = Value::Null(member.type());
    }
    const auto set = [&](const char* name, Value value) {
      if (members.contains(name)) members[name] = std::move(value);
    };
    const auto clear = [&](const char* name) {
      if (!members.contains(name)) return;
      const Type type = members[name].type();
      members[name] = type.kind() == Type::Kind::kList  ? Value::List(type.element(), {})
                      : type.kind() == Type::Kind::kSet ? Value::Set(type.element(), {})
                                                        : Value::Null(type);
    };
    for (const char* name : {"skip_credentials_validation", "skip_requesting_account_id"}) set(name, Value::Bool(true));
    set("access_key", Value::String("OFFLINE"));
    set("secret_key", Value::String("OFFLINE"));
    for (const char* name : {"allowed_account_ids", "forbidden_account_ids", "assume_role", "profile",
                             "assume_role_with_web_identity", "token"}) {
      clear(name);
    }
    if (!region.empty()) set("region", Value::String(region));
    return Value::Object(std::move(members));
  }

  // A policy document is made of texts, in which placeholders may stand; others need to know all that they are asked.
  Value Computed(const std::string& type, const Value& config, const Value& unread, diag::Diagnostics& diagnostics) {
    diag::Diagnostics problems;
    if (type == "aws_iam_policy_document") {
      const Value texts = Filled(config, type);
      if (!texts.IsWhollyKnown()) return unread;
      Value answer = real_->ReadDataSource(type, texts, problems);
      if (!problems.HasErrors()) return answer;
      if (config.IsWhollyKnown() && !hcl::HasPlaceholderDeep(config)) diagnostics.Append(problems);
      return unread;
    }
    const Value plain = hcl::WithoutPlaceholders(config);
    if (!plain.IsWhollyKnown()) return unread;
    Value answer = real_->ReadDataSource(type, plain, problems);
    if (!problems.HasErrors()) return answer;
    if (is_aws_) {
      diagnostics.Append(problems);
    } else {
      // A file that an apply or another tool will make.
      NoteUnread("data source " + type + " could not be read: " + problems.list().front().summary);
    }
    return unread;
  }

  std::optional<Value> FromPlanned(const std::string& type, const Value& config, const Value& unread) const {
    std::lock_guard<std::mutex> lock(notes_->mutex);
    const auto found = notes_->planned.find(type);
    if (!is_aws_ || found == notes_->planned.end()) return std::nullopt;
    for (const Value& planned : found->second) {
      const std::optional<Value> answer = AnswerOf(planned, unread, config);
      if (answer) return WithPredictions(type, *answer, around_, true);
    }
    return std::nullopt;
  }

  void LearnSurroundings(const Value& configuration) {
    const std::vector<std::string> allowed = TextsAt(configuration, "allowed_account_ids");
    if (allowed.size() == 1) around_.account_id = allowed.front();
    for (const Value& block : BlocksAt(configuration, "assume_role")) {
      const std::string account = AccountOf(TextAt(block, "role_arn"));
      if (!account.empty()) around_.account_id = account;
    }
    const auto region = real_->schema().data_sources.find("aws_region");
    if (region == real_->schema().data_sources.end()) return;
    diag::Diagnostics ignored;
    const Value answer = real_->ReadDataSource("aws_region", engine::EmptyObject(region->second.block), ignored);
    around_.region = TextAt(answer, "id");
    around_.partition = std::string(partition::OfRegion(around_.region).name);
    std::lock_guard<std::mutex> lock(notes_->mutex);
    notes_->account_id = around_.account_id;
    notes_->accounts.insert(around_.account_id);
    notes_->region = around_.region;
  }

  Value Caller(const Value& config) const {
    std::map<std::string, Value> members = config.members();
    members["account_id"] = Value::String(around_.account_id);
    members["id"] = Value::String(around_.account_id);
    members["arn"] = Value::String("arn:" + around_.partition + ":iam::" + around_.account_id + ":root");
    members["user_id"] = Value::String(around_.account_id);
    return Value::Object(std::move(members));
  }

  void NoteUnread(const std::string& gap) {
    Note(gap);
    std::lock_guard<std::mutex> lock(notes_->mutex);
    notes_->unread.push_back(gap);
  }
  void Note(std::string gap) {
    std::lock_guard<std::mutex> lock(notes_->mutex);
    notes_->gaps.push_back(std::move(gap));
  }

  const std::unique_ptr<engine::Provider> real_;
  const OfflineAnswers& answers_;
  const std::shared_ptr<OfflineNotes> notes_;
  const bool is_aws_;
  Surroundings around_;
};

}  // namespace

std::optional<Value> PredictPlanned(engine::Provider& provider, const std::string& type, const Value& planned) {
  auto* offline = dynamic_cast<OfflineProvider*>(&provider);
  return offline == nullptr ? std::nullopt : offline->Predicted(type, planned);
}

std::unique_ptr<engine::Provider> OfflineCatalogue::Make(const std::string& source, const std::string& version) const {
  std::unique_ptr<engine::Provider> real = real_.Make(source, version);
  if (real == nullptr) return nullptr;
  return std::make_unique<OfflineProvider>(std::move(real), answers_, notes_);
}

}  // namespace rolecall::access
