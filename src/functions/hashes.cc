// Digests of strings and of files.
#include "base/encoding.h"
#include "crypto/digest.h"
#include "functions/define.h"
#include "functions/marked.h"
#include "functions/source_file.h"

namespace rolecall::functions {
namespace {

using crypto::DigestKind;

std::string Hash(DigestKind kind, bool in_base64, const std::string& data) {
  return in_base64 ? Base64Encode(crypto::Digest(kind, data)) : crypto::DigestHex(kind, data);
}

void AddHash(Catalogue& catalogue, const Options& options, const std::string& name, const std::string& file_name,
             DigestKind kind, bool in_base64) {
  const Type text = Type::String();
  const auto returns = Function::Returns(text);
  const SourceFiles files(options);
  const std::string form = in_base64 ? "in Base64." : "in hexadecimal digits.";
  Define(catalogue, Function(name, "The string's digest, " + form, {Plain("str", text)}, returns,
                             [kind, in_base64](Arguments arguments, const Type&) -> FunctionResult {
                               return Value::String(Hash(kind, in_base64, arguments[0].AsString()));
                             })
                        .NeverNull());
  const auto hash_file = [kind, in_base64, files](Arguments, Arguments given, const Type&) -> FunctionResult {
    const auto content = files.ReadBytes(given[0]);
    if (!content.ok()) return content.error();
    return Value::String(Hash(kind, in_base64, *content));
  };
  Define(catalogue, Function(file_name, "The digest of a file's content, " + form, {Marked("path", text)}, returns,
                             KeepingMarks(hash_file))
                        .NeverNull());
}

}  // namespace

void AddHashes(Catalogue& catalogue, const Options& options) {
  AddHash(catalogue, options, "md5", "filemd5", DigestKind::kMd5, false);
  AddHash(catalogue, options, "sha1", "filesha1", DigestKind::kSha1, false);
  AddHash(catalogue, options, "sha256", "filesha256", DigestKind::kSha256, false);
  AddHash(catalogue, options, "sha512", "filesha512", DigestKind::kSha512, false);
  AddHash(catalogue, options, "base64sha256", "filebase64sha256", DigestKind::kSha256, true);
  AddHash(catalogue, options, "base64sha512", "filebase64sha512", DigestKind::kSha512, true);
}

}  // namespace rolecall::functions
