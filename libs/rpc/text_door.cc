#include "libs/rpc/text_door.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <utf8proc.h>

#include <cstdlib>
#include <memory>
#include <optional>

#include "libs/base/ids.h"

namespace dotpha::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

struct FreeBuffer {
  void operator()(utf8proc_uint8_t* buffer) const { std::free(buffer); }
};

bool IsAscii(const std::string& text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      return false;
    }
  }
  return true;
}

std::string Map(const std::string& text, int options) {
  utf8proc_uint8_t* raw = nullptr;
  const auto length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &raw, static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, FreeBuffer> buffer(raw);
  return length < 0 ? text : std::string(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(length));
}

std::size_t CountCharacters(const std::string& text) {
  std::size_t count = 0;
  for (const char c : text) {
    count += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  }
  return count;
}

class Door {
 public:
  explicit Door(std::size_t longest) : longest_(longest) {}

  void Walk(Message& message, const std::string& path) {
    const Reflection& reflection = *message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      const std::string here = path.empty() ? field->name() : path + "." + field->name();
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        WalkMessages(message, *field, here);
      } else if (field->type() == FieldDescriptor::TYPE_STRING) {
        WalkTexts(message, *field, here);
      }
    }
  }

  std::vector<Violation> violations;

 private:
  // Maps are met as their repeated entries, so their keys and values are fields like any other.
  void WalkMessages(Message& message, const FieldDescriptor& field, const std::string& path) {
    const Reflection& reflection = *message.GetReflection();
    if (!field.is_repeated()) {
      Walk(*reflection.MutableMessage(&message, &field), path);
      return;
    }
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      Walk(*reflection.MutableRepeatedMessage(&message, &field, i), fmt::format("{}[{}]", path, i));
    }
  }

  void WalkTexts(Message& message, const FieldDescriptor& field, const std::string& path) {
    const Reflection& reflection = *message.GetReflection();
    std::string scratch;
    if (!field.is_repeated()) {
      if (auto changed = Check(reflection.GetStringReference(message, &field, &scratch), path)) {
        reflection.SetString(&message, &field, std::move(*changed));
      }
      return;
    }
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      const std::string& text = reflection.GetRepeatedStringReference(message, &field, i, &scratch);
      if (auto changed = Check(text, fmt::format("{}[{}]", path, i))) {
        reflection.SetRepeatedString(&message, &field, i, std::move(*changed));
      }
    }
  }

  // The normalised text if it differs.
  std::optional<std::string> Check(const std::string& text, const std::string& path) {
    std::size_t bad_offset = 0;
    if (!IsValidUtf8(text, &bad_offset)) {
      violations.push_back({path, "INVALID_UTF8", fmt::format("is not UTF-8 from byte {} on", bad_offset)});
      return std::nullopt;
    }
    if (text.find('\0') != std::string::npos) {
      violations.push_back({path, "NUL_CHARACTER", "holds the character U+0000"});
      return std::nullopt;
    }
    // A character of NFC may stand for several before, each of at most 4 bytes; far beyond that nothing can help.
    if (text.size() > longest_ * 16) {
      TooLong(path);
      return std::nullopt;
    }
    std::optional<std::string> changed;
    if (!IsAscii(text)) {
      if (std::string normal = ToNfc(text); normal != text) {
        changed = std::move(normal);
      }
    }
    if (CountCharacters(changed ? *changed : text) > longest_) {
      TooLong(path);
    }
    return changed;
  }

  void TooLong(const std::string& path) {
    violations.push_back({path, "FIELD_TOO_LONG", fmt::format("is longer than {} characters", longest_)});
  }

  std::size_t longest_;
};

}  // namespace

std::vector<Violation> NormaliseTexts(Message& message, std::size_t longest) {
  Door door(longest);
  door.Walk(message, "");
  return std::move(door.violations);
}

std::string ToNfc(const std::string& text) { return Map(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE); }

std::string FoldForSearch(const std::string& text) {
  return Map(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
}

}  // namespace dotpha::rpc
