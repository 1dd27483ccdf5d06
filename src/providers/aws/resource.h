// Resource and DataSource: what one type must say and do. provider.cc turns them into engine/provider.h.
//
// A resource is its schema, the rules by which its attributes are planned, and calls that make, read, change and
// remove it. Create, Read and Update change `state`, which begins as what is planned (unknowns null) or known.
// Errors are whole sentences for the user: "creating IAM Role (x): …".
// Threads: all functions are const and may be called from several threads at once.
#ifndef ROLECALL_PROVIDERS_AWS_RESOURCE_H_
#define ROLECALL_PROVIDERS_AWS_RESOURCE_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engine/provider.h"
#include "providers/aws/object.h"
#include "providers/aws/session.h"

namespace rolecall::providers::aws {

// How an attribute is planned, beyond its schema.
struct Rule {
  bool force_new = false;                                // a change replaces the object
  std::optional<value::Value> otherwise = std::nullopt;  // when not configured
  // The old and the new text mean the same: no change.
  std::function<bool(const std::string&, const std::string&)> same = nullptr;
  // The form that a configured text is kept in.
  std::function<std::string(const std::string&)> normalize = nullptr;
};
using Rules = std::map<std::string, Rule>;

// What is wrong with a configuration: the attribute, and a sentence.
struct Problem {
  std::string attribute;
  std::string text;
};
using Problems = std::vector<Problem>;

class Resource {
 public:
  Resource(engine::BlockSchema block, Rules rules) : rules_(std::move(rules)) { schema_.block = std::move(block); }
  virtual ~Resource() = default;

  const engine::ResourceSchema& schema() const { return schema_; }
  const Rules& rules() const { return rules_; }
  value::Type type() const { return engine::ImpliedType(schema_.block); }

  // Attributes may be unknown or null.
  virtual void Validate(const Object& config, Problems& problems) const;
  // After the rules: what only this type knows. `prior` null: to be created.
  virtual Result<void> Plan(const Session& session, const Object* prior, const Object& config, Object& planned) const;

  // Sets id as soon as the object exists; attributes that Read gives need not be set. `config` also has
  // what no state keeps (write-only attributes).
  virtual Result<void> Create(const Call& call, const Object& config, Object& state) const = 0;
  // False: it does not exist (any more).
  virtual Result<bool> Read(const Call& call, Object& state) const = 0;
  virtual Result<void> Update(const Call& call, const Object& prior, const Object& config, Object& state) const;
  // What is already gone is no error.
  virtual Result<void> Delete(const Call& call, const Object& state) const = 0;
  // Sets what Read needs from an import id; by default id itself.
  virtual Result<void> Import(const std::string& id, Object& state) const;

 private:
  engine::ResourceSchema schema_;
  Rules rules_;
};

class DataSource {
 public:
  explicit DataSource(engine::BlockSchema block) { schema_.block = std::move(block); }
  virtual ~DataSource() = default;
  const engine::ResourceSchema& schema() const { return schema_; }
  value::Type type() const { return engine::ImpliedType(schema_.block); }
  virtual void Validate(const Object& config, Problems& problems) const;
  // `state` begins as the configuration.
  virtual Result<void> Read(const Call& call, Object& state) const = 0;

 private:
  engine::ResourceSchema schema_;
};

using ResourceTable = std::map<std::string, std::unique_ptr<const Resource>>;
using DataSourceTable = std::map<std::string, std::unique_ptr<const DataSource>>;

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_RESOURCE_H_
