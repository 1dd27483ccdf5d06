// What a form names and says is text; only its file may be anything.
#include <gtest/gtest.h>

#include "services/s3/object/form.h"

namespace rolecall::services::s3::object {
namespace {

std::string FormOf(const std::string& name, const std::string& value, const std::string& file_name) {
  return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value +
         "\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + file_name +
         "\"\r\n\r\n\xff\r\n--b--\r\n";
}

TEST(FormText, FieldsAndNamesAreUtf8AndFilesAreBytes) {
  const std::string type = "multipart/form-data; boundary=b";
  const std::string body = FormOf("key", "\u00e4", "\u00e4");
  const Checked<Form> good = ParseForm(type, body);  // whose file lies in the body
  ASSERT_TRUE(good.ok());
  EXPECT_EQ(good->file, "\xff");
  EXPECT_EQ(ParseForm(type, FormOf("key", "\xff", "f")).error().code, "InvalidArgument");
  EXPECT_EQ(ParseForm(type, FormOf("k\xff", "v", "f")).error().code, "InvalidArgument");
  EXPECT_EQ(ParseForm(type, FormOf("key", "v", "\xff")).error().code, "InvalidArgument");
  EXPECT_EQ(ParseForm(type, FormOf("key", std::string(1, '\0'), "f")).error().code, "InvalidArgument");
}

}  // namespace
}  // namespace rolecall::services::s3::object
