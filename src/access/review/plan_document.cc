#include "access/review/plan_document.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <vector>

#include "access/change/unread_access.h"
#include "access/model/resource_reader.h"
#include "access/offline/predicted_values.h"
#include "access/review/plan_policies.h"
#include "base/placeholder.h"
#include "engine/state/address.h"
#include "partition/partition.h"
#include "policy/document/arn.h"
#include "value/value.h"

namespace rolecall::access {
namespace {

namespace js = boost::json;
using value::Type;
using value::Value;

constexpr std::size_t kMaxDepth = 64;

Error Wrong(const std::string& file, const std::string& what) {
  return {ErrorCode::kInvalidArgument, file + ": " + what};
}

std::string TextOf(const js::object& object, std::string_view name) {
  const js::value* found = object.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

const js::object* ObjectOf(const js::object& object, std::string_view name) {
  const js::value* found = object.if_contains(name);
  return found != nullptr ? found->if_object() : nullptr;
}

const js::array* ArrayOf(const js::object& object, std::string_view name) {
  const js::value* found = object.if_contains(name);
  return found != nullptr ? found->if_array() : nullptr;
}

const js::array& OrNone(const js::array* items) {
  static const js::array kNone;
  return items == nullptr ? kNone : *items;
}

// A JSON value as one of the language; where `unknown` is true, a text with a placeholder of that name.
Value ValueOf(const js::value& json, const js::value* unknown, const std::string& name) {
  if (unknown != nullptr && unknown->is_bool() && unknown->as_bool()) return Value::String(Placeholder(name));
  switch (json.kind()) {
    case js::kind::null: break;
    case js::kind::bool_: return Value::Bool(json.as_bool());
    case js::kind::int64: return Value::Int(json.as_int64());
    case js::kind::uint64: return Value::Int(static_cast<long long>(json.as_uint64()));
    case js::kind::double_: return Value::Int(static_cast<long long>(json.as_double()));
    case js::kind::string: return Value::String(std::string(json.as_string()));
    case js::kind::array: {
      const js::array* inner = unknown == nullptr ? nullptr : unknown->if_array();
      std::vector<Value> elements;
      for (std::size_t i = 0; i < json.as_array().size(); ++i) {
        const js::value* at = inner != nullptr && i < inner->size() ? &(*inner)[i] : nullptr;
        elements.push_back(ValueOf(json.as_array()[i], at, name));
      }
      return Value::Tuple(std::move(elements));
    }
    case js::kind::object: {
      const js::object* inner = unknown == nullptr ? nullptr : unknown->if_object();
      std::map<std::string, Value> members;
      for (const auto& [key, member] : json.as_object()) {
        const js::value* at = inner == nullptr ? nullptr : inner->if_contains(key);
        members.emplace(std::string(key), ValueOf(member, at, name + "." + std::string(key)));
      }
      // What is unknown as a whole is not among the known members.
      static const js::object kNone;
      for (const auto& [key, member] : inner == nullptr ? kNone : *inner) {
        if (!members.contains(std::string(key)) && member.is_bool() && member.as_bool()) {
          members.emplace(std::string(key), Value::String(Placeholder(name + "." + std::string(key))));
        }
      }
      return Value::Object(std::move(members));
    }
  }
  return Value::Null(Type::Dynamic());
}

// The only account that the text names in ARNs; empty: none, or several.
std::string OnlyAccountIn(std::string_view text) {
  constexpr std::size_t kDigits = 12;
  std::string only;
  for (std::size_t at = text.find(':'); at != std::string_view::npos; at = text.find(':', at + 1)) {
    if (text.size() - at < kDigits + 2) break;
    const std::string_view account = text.substr(at + 1, kDigits);
    if (text[at + 1 + kDigits] != ':' || !policy::IsAccountId(account)) continue;
    if (!only.empty() && only != account) return "";
    only = account;
  }
  return only;
}

class DocumentReader {
 public:
  DocumentReader(std::string file, const std::string& text, const js::object& root)
      : text_(text),
        root_(root),
        policies_(root),
        before_(nullptr, nullptr, Origin::Kind::kState),
        after_(nullptr, nullptr, Origin::Kind::kState) {
    document_.file = std::move(file);
    after_.SetWritten([this](const engine::ResourceAddress& address, const char* name) {
      return policies_.Writes(address.Text(), name);
    });
    around_.partition = "aws";
    around_.next_suffix = [this] { return std::to_string(++suffix_); };
  }

  Result<ReviewedDocument> Read() {
    const js::array* changes = ArrayOf(root_, "resource_changes");
    const js::object* values = ObjectOf(root_, "values");
    document_.is_plan = changes != nullptr || ObjectOf(root_, "planned_values") != nullptr;
    if (!document_.is_plan && values == nullptr && !IsEmptyState()) {
      return Wrong(document_.file, "is neither a plan nor a state in JSON: make it with `terraform show -json`");
    }
    const js::value* errored = root_.if_contains("errored");
    document_.errored = errored != nullptr && errored->is_bool() && errored->as_bool();
    FindSurroundings();
    if (changes != nullptr) ReadChanges(*changes);
    if (!document_.is_plan && values != nullptr) ReadModule(*values, "root_module", 0);
    document_.before = before_.Finish();
    document_.after = after_.Finish();
    document_.after.gaps.insert(document_.after.gaps.end(), gaps_.begin(), gaps_.end());
    for (IdentityModel* model : {&document_.before, &document_.after}) {
      model->account_id = around_.account_id;
      model->region = around_.region;
      model->account_is_placeholder = !account_is_known_;
    }
    return std::move(document_);
  }

 private:
  bool IsEmptyState() const { return TextOf(root_, "format_version") != "" && root_.size() <= 2; }

  // The account and region of what there is: of the caller, else of the ARNs that existing resources have. What is to
  // be created is of the same.
  void FindSurroundings() {
    if (const js::object* prior = ObjectOf(root_, "prior_state")) {
      if (const js::object* values = ObjectOf(*prior, "values")) LearnFromModule(ObjectOf(*values, "root_module"), 0);
    }
    if (const js::object* values = ObjectOf(root_, "values")) LearnFromModule(ObjectOf(*values, "root_module"), 0);
    const js::array* changes = ArrayOf(root_, "resource_changes");
    for (const js::value& one : OrNone(changes)) {
      const js::object* entry = one.if_object();
      const js::object* change = entry == nullptr ? nullptr : ObjectOf(*entry, "change");
      if (change == nullptr) continue;
      if (const js::object* before = ObjectOf(*change, "before")) Learn(TextOf(*entry, "type"), *before);
    }
    if (!account_is_known_) TakeAccount(OnlyAccountIn(text_));
    if (!account_is_known_) around_.account_id = "000000000000";
  }

  void LearnFromModule(const js::object* module, std::size_t depth) {
    if (module == nullptr || depth > kMaxDepth) return;
    const js::array* resources = ArrayOf(*module, "resources");
    for (const js::value& one : OrNone(resources)) {
      const js::object* entry = one.if_object();
      const js::object* values = entry == nullptr ? nullptr : ObjectOf(*entry, "values");
      if (values != nullptr) Learn(TextOf(*entry, "type"), *values);
    }
    const js::array* children = ArrayOf(*module, "child_modules");
    for (const js::value& child : OrNone(children)) LearnFromModule(child.if_object(), depth + 1);
  }

  void Learn(const std::string& type, const js::object& values) {
    if (type == "aws_caller_identity") TakeAccount(TextOf(values, "account_id"));
    if (type == "aws_region" && around_.region.empty()) around_.region = TextOf(values, "name");
    if (type == "aws_partition") around_.partition = TextOf(values, "partition");
    const std::string text = TextOf(values, "arn");
    const auto arn = policy::ParseArn(text);
    if (!arn) return;
    if (!account_is_known_) TakeAccount(std::string(arn->account));
    if (around_.region.empty()) around_.region = arn->region;
    if (partition::Find(arn->partition) != nullptr) around_.partition = arn->partition;
  }

  void TakeAccount(const std::string& account) {
    if (!policy::IsAccountId(account)) return;
    around_.account_id = account;
    account_is_known_ = true;
  }

  void ReadChanges(const js::array& changes) {
    for (const js::value& one : changes) {
      const js::object* entry = one.if_object();
      const js::object* change = entry == nullptr ? nullptr : ObjectOf(*entry, "change");
      if (change == nullptr || TextOf(*entry, "mode") != "managed" || entry->contains("deposed")) continue;
      const std::string type = TextOf(*entry, "type");
      NoteUnread(*entry, type, *change);
      if (!ResourceReader::Reads(type)) continue;
      const Result<engine::ResourceAddress> address = engine::ParseResourceAddress(TextOf(*entry, "address"));
      if (!address.ok()) {
        NoteAddress(*entry);
        continue;
      }
      ++document_.resources;
      if (const js::value* before = change->if_contains("before"); before != nullptr && before->is_object()) {
        const Value object = ValueOf(*before, nullptr, "");
        before_.Add(*address, object);
        // What is forgotten stays as it is.
        if (HasAction(*change, {"forget"})) after_.Add(*address, object);
        if (HasAction(*change, {"update", "delete"})) after_.AddGone(*address, object);
      }
      if (const js::value* after = change->if_contains("after"); after != nullptr && after->is_object()) {
        Value object = ValueOf(*after, change->if_contains("after_unknown"), TextOf(*entry, "address"));
        object = WithParts(object, TextOf(*entry, "address"));
        after_.Add(*address, WithPredictions(type, Unpredicted(object), around_));
      }
    }
  }

  static bool HasAction(const js::object& change, std::initializer_list<std::string_view> names) {
    const js::array& actions = OrNone(ArrayOf(change, "actions"));
    return std::any_of(actions.begin(), actions.end(), [&](const js::value& one) {
      return one.is_string() && std::find(names.begin(), names.end(), std::string_view(one.as_string())) != names.end();
    });
  }

  // Documents that are not known as a whole, with the parts that the plan knows.
  Value WithParts(const Value& object, const std::string& address) const {
    std::map<std::string, Value> members = object.members();
    bool changed = false;
    for (const char* name : {"assume_role_policy", "policy"}) {
      const auto found = members.find(name);
      const bool is_text = found != members.end() && found->second.type() == Type::String() && found->second.IsKnown();
      if (!is_text || !HasPlaceholder(found->second.AsString())) continue;
      const std::optional<std::string> text = policies_.TextFor(address, name);
      if (!text) continue;
      found->second = Value::String(*text);
      changed = true;
    }
    return changed ? Value::Object(std::move(members)) : object;
  }

  // ARNs and ids that are not known are left to be predicted.
  static Value Unpredicted(const Value& object) {
    std::map<std::string, Value> members = object.members();
    for (const char* name : {"arn", "id"}) {
      const auto found = members.find(name);
      const bool is_text = found != members.end() && found->second.type() == Type::String() && found->second.IsKnown();
      if (is_text && HasPlaceholder(found->second.AsString())) found->second = Value::Unknown(Type::String());
    }
    return Value::Object(std::move(members));
  }

  // Made or changed: what stays or goes gives nothing.
  void NoteUnread(const js::object& entry, const std::string& type, const js::object& change) {
    const std::optional<std::string_view> gives = UnreadAccess(type);
    if (gives && HasAction(change, {"create", "update"})) {
      gaps_.push_back(UnreadAccessText(TextOf(entry, "address"), *gives));
    }
  }

  void NoteAddress(const js::object& entry) {
    gaps_.push_back("a " + TextOf(entry, "type") + " has an address that cannot be read, and is not seen");
  }

  void ReadModule(const js::object& parent, const char* name, std::size_t depth) {
    const js::object* module = ObjectOf(parent, name);
    if (module != nullptr) ReadResources(*module, depth);
  }

  void ReadResources(const js::object& module, std::size_t depth) {
    if (const js::array* resources = ArrayOf(module, "resources")) {
      for (const js::value& one : *resources) {
        if (const js::object* entry = one.if_object()) ReadResource(*entry);
      }
    }
    const js::array* children = ArrayOf(module, "child_modules");
    if (children == nullptr || depth > kMaxDepth) return;
    for (const js::value& child : *children) {
      if (const js::object* inner = child.if_object()) ReadResources(*inner, depth + 1);
    }
  }

  void ReadResource(const js::object& entry) {
    const js::value* values = entry.if_contains("values");
    if (values == nullptr || !values->is_object() || TextOf(entry, "mode") != "managed") return;
    if (!ResourceReader::Reads(TextOf(entry, "type"))) return;
    const Result<engine::ResourceAddress> address = engine::ParseResourceAddress(TextOf(entry, "address"));
    if (!address.ok()) return NoteAddress(entry);
    ++document_.resources;
    after_.Add(*address, ValueOf(*values, nullptr, ""));
  }

  const std::string& text_;
  const js::object& root_;
  const PlanPolicies policies_;
  ReviewedDocument document_;
  ResourceReader before_, after_;
  std::vector<std::string> gaps_;
  Surroundings around_;
  bool account_is_known_ = false;
  int suffix_ = 0;
};

}  // namespace

Result<ReviewedDocument> ReadPlanDocument(const std::string& file, const std::string& text) {
  if (text.size() > kMaxPlanBytes) return Wrong(file, "is larger than 256 MB");
  boost::system::error_code error;
  js::parse_options options;
  options.max_depth = kMaxDepth;
  const js::value root = js::parse(text, error, {}, options);
  if (error) return Wrong(file, "is no JSON: " + error.message());
  if (!root.is_object()) return Wrong(file, "is neither a plan nor a state in JSON");
  const std::string version = TextOf(root.as_object(), "format_version");
  if (!version.starts_with("1.") && !version.starts_with("0.")) {
    return Wrong(file, version.empty() ? "has no format_version: make it with `terraform show -json`"
                                       : "is of format " + version + ", of which nothing is known here");
  }
  return DocumentReader(file, text, root.as_object()).Read();
}

}  // namespace rolecall::access
