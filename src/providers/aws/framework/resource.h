// Resource and DataSource of AWS: types whose calls get a configured provider (configured_provider.h), made for a
// version of the real provider (behaviour.h). provider.cc has what all of them have in common.
//
// An object is real, so each must say how it is read and removed. Create sets id as soon as the object exists;
// attributes that Read gives need not be set. Errors are whole sentences for the user: "creating IAM Role (x): …".
//
// A room (iam/, s3/, …) lists its types in resources.h, as makers: adding a type is a file and its two lines there.
#ifndef ROLECALL_PROVIDERS_AWS_FRAMEWORK_RESOURCE_H_
#define ROLECALL_PROVIDERS_AWS_FRAMEWORK_RESOURCE_H_

#include <memory>

#include "providers/aws/framework/configured_provider.h"
#include "providers/framework/resource.h"

namespace rolecall::providers::aws {

class Resource : public BasicResource<Call> {
 public:
  using BasicResource::BasicResource;
  bool plans_as_sdk() const override { return true; }
  Result<bool> Read(const Call& call, Object& state) const override = 0;
  Result<void> Delete(const Call& call, const Object& state) const override = 0;
};
using DataSource = BasicDataSource<Call>;

struct ResourceMaker {
  const char* type;
  std::unique_ptr<const Resource> (*make)(const Behaviour& behaviour);
};
struct DataSourceMaker {
  const char* type;
  std::unique_ptr<const DataSource> (*make)(const Behaviour& behaviour);
};

}  // namespace rolecall::providers::aws

#endif  // ROLECALL_PROVIDERS_AWS_FRAMEWORK_RESOURCE_H_
