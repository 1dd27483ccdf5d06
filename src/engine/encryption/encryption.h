// Encryption: states and plans sealed as `terraform { encryption { … } }` and TF_ENCRYPTION ask for it, in OpenTofu's
// format: what one of the two programs writes the other opens.
//
//   std::unique_ptr<Encryption> encryption = MakeEncryption(block, scope, context, diagnostics);
//   context.codec = encryption->state();                      // null: states are plain
//   ROLECALL_TRY(std::string stored, encryption->plan()->Seal(bytes));
//
// Everything but the keys is checked when it is made. Keys are made at their first use, once for a run; those that come
// from outside (KMS, programs) when Prepare() is called, so that nothing is changed before there is a key to keep it
// with. A target opens what its method or one of its fallbacks has sealed; what lies there plain only where the method
// "unencrypted" is among them. Never is anything plain written unless that method comes first.
// No error holds a key or a passphrase, no diagnostic shows the line of one. Threads: any.
#ifndef ROLECALL_ENGINE_ENCRYPTION_ENCRYPTION_H_
#define ROLECALL_ENGINE_ENCRYPTION_ENCRYPTION_H_

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "diag/diagnostic.h"
#include "engine/backend/backend.h"
#include "engine/backend/state_codec.h"
#include "engine/config/encryption_block.h"
#include "engine/encryption/encryption_scope.h"

namespace rolecall::engine {

class PlanCodec {
 public:
  virtual ~PlanCodec() = default;
  virtual Result<std::string> Seal(std::string_view plan) = 0;
  // A plan that is not sealed is answered as it is, where it may be plain.
  virtual Result<std::string> Open(std::string_view stored) = 0;
};

class Encryption : public RemoteStateCodecs {
 public:
  // Null: not encrypted.
  virtual StateCodec* state() = 0;
  virtual PlanCodec* plan() = 0;
};

// Null with diagnostics if something is wrong. The context is copied; what it points to must outlive the encryption.
std::unique_ptr<Encryption> MakeEncryption(EncryptionBlock block, std::shared_ptr<const EncryptionScope> scope,
                                           const BackendContext& context, diag::Diagnostics& diagnostics);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_ENCRYPTION_ENCRYPTION_H_
