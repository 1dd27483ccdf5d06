// ObjectState: an object of the state with its attributes decoded, and the way from and to the state's raw form.
//
//   auto object = DecodeInstance(instance, address, provider, *schema, diagnostics);   // UpgradeState if it is old
//   …
//   state.PutInstance(key, provider_text, EncodeInstance(*object, address, *schema, &instance));
//
// What the schema does not have is not lost by decoding and encoding: identity and unknown members come from the
// instance before. Pure but for the provider that is asked; any thread.
#ifndef ROLECALL_ENGINE_STATE_OBJECT_STATE_H_
#define ROLECALL_ENGINE_STATE_OBJECT_STATE_H_

#include <optional>
#include <string>
#include <vector>

#include "diag/diagnostic.h"
#include "engine/provider/provider.h"
#include "engine/state/address.h"
#include "engine/state/state.h"
#include "value/value.h"

namespace rolecall::engine {

struct ObjectState {
  value::Value value;                  // unmarked; null: there is none
  std::vector<value::Path> sensitive;  // of marked values
  std::string private_bytes;
  bool tainted = false;
  bool create_before_destroy = false;
  bool skip_destroy = false;  // its block says destroy = false
  std::vector<std::string> dependencies;
  std::optional<ResourceIdentity> identity = std::nullopt;  // none: as the state has it

  // As a provider is told of it.
  ResourceState ForProvider() const { return {value, private_bytes, identity}; }
  bool exists() const { return value.IsKnown() && !value.IsNull(); }
};

// Raises the attributes to the schema's version (by the provider if need be). Nothing, with diagnostics, if they cannot
// be understood. Attributes that the schema does not have are dropped, missing ones are null.
std::optional<ObjectState> DecodeInstance(const Instance& instance, const ResourceAddress& address, Provider& provider,
                                          const ResourceSchema& schema, diag::Diagnostics& diagnostics);

// `previous` (may be null) gives what we do not understand and keep: identity and unknown members.
Instance EncodeInstance(const ObjectState& object, const ResourceAddress& address, const ResourceSchema& schema,
                        const Instance* previous);

// What the provider said of the object's identity, or makes of the object.
std::optional<ResourceIdentity> IdentityIn(const Provider& provider, const std::string& type,
                                           const ResourceState& object);

// The object's id attribute for messages; "" if there is none that is known.
std::string IdOf(const value::Value& object);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_STATE_OBJECT_STATE_H_
