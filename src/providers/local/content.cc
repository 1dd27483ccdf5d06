#include "providers/local/content.h"

#include "base/encoding.h"
#include "crypto/digest.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::local {

void AddDigestsSchema(engine::BlockSchema& block) {
  for (const char* name : {"content_base64sha256", "content_base64sha512", "content_md5", "content_sha1",
                           "content_sha256", "content_sha512", "id"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
}

void SetDigests(const std::string& content, Object& state) {
  state.SetText("content_base64sha256", Base64Encode(crypto::Sha256(content)));
  state.SetText("content_base64sha512", Base64Encode(crypto::Sha512(content)));
  state.SetText("content_md5", crypto::Md5Hex(content));
  state.SetText("content_sha1", crypto::Sha1Hex(content));
  state.SetText("content_sha256", crypto::Sha256Hex(content));
  state.SetText("content_sha512", crypto::Sha512Hex(content));
  state.SetText("id", crypto::Sha1Hex(content));
}

}  // namespace rolecall::providers::local
