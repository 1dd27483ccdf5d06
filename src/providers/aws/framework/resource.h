// Resource and DataSource: what one type must say and do. provider.cc turns them into engine/provider/provider.h.
//
// A resource is its schema, the rules by which its attributes are planned, and calls that make, read, change and
// remove it. Create, Read and Update change `state`, which begins as what is planned (unknowns null) or known.
// Errors are whole sentences for the user: "creating IAM Role (x): …".
// Threads: all functions are const and may be called from several threads at once.
#ifndef ROLECALL_PROVIDERS_AWS_FRAMEWORK_RESOURCE_H_
#define ROLECALL_PROVIDERS_AWS_FRAMEWORK_RESOURCE_H_

#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "providers/aws/framework/session.h"
#include "providers/framework/resource_type.h"

namespace rolecall::providers::aws {

class Resource : public ResourceType {
 public:
  using ResourceType::ResourceType;

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
};

class DataSource : public DataSourceType {
 public:
  using DataSourceType::DataSourceType;
  // `state` begins as the configuration.
  virtual Result<void> Read(const Call& call, Object& state) const = 0;
};

using ResourceTable = std::map<std::string, std::unique_ptr<const Resource>>;
using DataSourceTable = std::map<std::string, std::unique_ptr<const DataSource>>;

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_FRAMEWORK_RESOURCE_H_
