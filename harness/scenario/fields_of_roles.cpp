#include "harness/scenario/fields_of_roles.hpp"

#include "harness/scenario/field.hpp"

namespace ordeal::harness {

namespace {

Codec<ClientQuestion> client_codec() {
    using Spec = ClientQuestion;
    return object_of<Spec>({
        required(field<Spec>("f", &Spec::f, text(), "A function that the client knows.")),
        optional(field<Spec>("key", &Spec::key, any_value(), "Of the key, if it has one.")),
        optional(field<Spec>("value", &Spec::value, any_value(), "Its argument.")),
    });
}

std::vector<Field<RoleSpec>> question_fields() {
    using Spec = RoleSpec;
    return {
        optional(field<Spec>("http", &Spec::http, template_text(),
                             "Each node is asked by a request of this address; an answer has a "
                             "status of 200 to 299.")),
        optional(field<Spec>("method", &Spec::method, one_of("method", {"GET", "POST", "PUT"}),
                             "With `http`: how it asks, `GET` if it is not given.")),
        optional(field<Spec>("body", &Spec::body, template_text(),
                             "With `http`: what is sent, as JSON.")),
        optional(field<Spec>("tcp", &Spec::tcp, template_text(),
                             "Each node is asked over a connection to this address, and answers "
                             "until it closes it.")),
        optional(field<Spec>("send", &Spec::send, template_text(),
                             "With `tcp`: what is sent, `\"srvr\\n\"`.")),
        optional(field<Spec>("command", &Spec::command,
                             list_of(template_text(), "list of template strings"),
                             "Each node is asked by this command, run on it; what it writes is "
                             "the answer, unless it exits with another code than 0.")),
        optional(
            field<Spec>("client", &Spec::client, client_codec(),
                        "Each node is asked by an operation of the workload's client, "
                        "`{\"f\": \"read\", \"key\": 0}`; what it brings is the answer, as JSON, "
                        "unless it is another one than `ok`.")),
    };
}

std::vector<Field<RoleSpec>> answer_fields() {
    using Spec = RoleSpec;
    return {
        optional(field<Spec>("matches", &Spec::matches, text(),
                             "A node holds the role if a line of its answer matches this regular "
                             "expression (ECMAScript).")),
        optional(field<Spec>("pointer", &Spec::pointer, text(),
                             "A node holds the role if the value to which this JSON pointer "
                             "(RFC 6901) points in its answer, `\"/leader\"`, is the right one:")),
        optional(field<Spec>("equals", &Spec::equals, any_value(),
                             "this one; of a text, a template: `\"{node.id}\"`.")),
        optional(field<Spec>("equals-pointer", &Spec::equals_pointer, text(),
                             "or the same as the one there in its answer.")),
        field<Spec>("within", &Spec::within, positive_duration(),
                    "So long nodes are asked again while none of them holds it. If then none does, "
                    "the fault does not take hold."),
    };
}

}  // namespace

Codec<RoleSpec> role_codec() {
    auto fields = question_fields();
    for (auto& row : answer_fields())
        fields.push_back(std::move(row));
    auto codec = object_of<RoleSpec>(fields);
    core::Value::List one_of;
    for (const char* way : {"http", "tcp", "command", "client"})
        one_of.push_back(core::Value::object({{"required", core::Value::list({way})}}));
    codec.description.schema.set("oneOf", std::move(one_of));
    return codec;
}

}  // namespace ordeal::harness
