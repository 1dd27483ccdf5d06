// ResourceType and DataSourceType: what is known of a type without asking the world: its schema, the rules by which
// its attributes are planned (plan_rules.h), its checks, what an import id means, older states. What the type does is
// in resource.h. Immutable; any thread.
#ifndef ROLECALL_PROVIDERS_FRAMEWORK_RESOURCE_TYPE_H_
#define ROLECALL_PROVIDERS_FRAMEWORK_RESOURCE_TYPE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engine/provider/provider.h"
#include "providers/framework/object.h"
#include "providers/framework/timeouts.h"

namespace rolecall::providers {

// How an attribute is planned, beyond its schema.
struct Rule {
  bool force_new = false;      // a change replaces the object
  bool force_unknown = false;  // a change to what is not known yet does
  // Of changes that do not all replace the object, whether this one does (the old and the new text).
  std::function<bool(const std::string&, const std::string&)> replaces = nullptr;
  std::optional<value::Value> otherwise = std::nullopt;  // when not configured
  // The old and the new text mean the same: no change.
  std::function<bool(const std::string&, const std::string&)> same = nullptr;
  // The form that a configured text is kept in.
  std::function<std::string(const std::string&)> normalize = nullptr;
};
using Rules = std::map<std::string, Rule>;

inline Rule ForceNew() {
  Rule rule;
  rule.force_new = true;
  return rule;
}
inline Rule Default(value::Value value, bool force_new = false) {
  Rule rule;
  rule.force_new = force_new;
  rule.otherwise = std::move(value);
  return rule;
}

// What is wrong with a configuration: the attribute ("": the whole of it), and a sentence.
struct Problem {
  std::string attribute;
  std::string text;
};
using Problems = std::vector<Problem>;

class ResourceType {
 public:
  ResourceType(engine::BlockSchema block, Rules rules, std::int64_t version = 0);
  virtual ~ResourceType() = default;

  const engine::ResourceSchema& schema() const { return schema_; }
  const Rules& rules() const { return rules_; }
  const value::Type& type() const { return type_; }

  // Whether it is planned as what is written with terraform-plugin-sdk is (plan_rules.h says where that differs from
  // terraform-plugin-framework, which takes what is configured as it is).
  virtual bool plans_as_sdk() const { return false; }
  // Where the real provider keeps them beside the object.
  virtual Timeouts timeouts() const { return {}; }
  // Attributes may be unknown or null.
  virtual void Validate(const Object& config, Problems& problems) const;
  // After the rules: what only this type knows. `prior` null: to be created.
  virtual Result<void> Plan(const Object* prior, const Object& config, Object& planned) const;
  // Sets what a read needs from an import id; by default id itself.
  virtual Result<void> Import(const std::string& id, Object& state) const;
  // Raises what an older version of the schema kept, after unknown attributes are dropped.
  virtual void Upgrade(std::int64_t from_version, Object& state) const;

 private:
  engine::ResourceSchema schema_;
  Rules rules_;
  value::Type type_;
};

class DataSourceType {
 public:
  explicit DataSourceType(engine::BlockSchema block);
  virtual ~DataSourceType() = default;

  const engine::ResourceSchema& schema() const { return schema_; }
  const value::Type& type() const { return type_; }
  virtual void Validate(const Object& config, Problems& problems) const;

 private:
  engine::ResourceSchema schema_;
  value::Type type_;
};

}  // namespace rolecall::providers

#endif  // ROLECALL_PROVIDERS_FRAMEWORK_RESOURCE_TYPE_H_
