// What core/Sealing shows to others, one line a member, beside what PublicApi.txt says it shows. A change is no mistake, but it
// is never made without knowing.

using System.Reflection;
using System.Runtime.CompilerServices;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests;

public class PublicApiTests
{
    private const string Accept = "PERFLAB_ACCEPT_API";
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void The_public_surface_is_what_PublicApi_says()
    {
        string file = Path.Combine(Repository.Root, "core/Sealing.Tests/PublicApi.txt");
        string[] found = [.. typeof(SealContext).Assembly.GetExportedTypes().SelectMany(Lines).Order(StringComparer.Ordinal)];
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllLines(file, found);
        }

        string[] said = File.ReadAllLines(file);
        string[] differences = [.. said.Except(found).Select(line => $"- {line}"), .. found.Except(said).Select(line => $"+ {line}")];
        Assert.True(
            said.SequenceEqual(found),
            $"The public API changed. To accept it, run this test with {Accept}=1 and commit PublicApi.txt.\n{string.Join('\n', differences)}");
    }

    private static IEnumerable<string> Lines(Type type)
    {
        string kind = type.IsEnum ? "enum" : type.IsValueType ? "struct" : type.IsInterface ? "interface" : "class";
        string modifiers = type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "";
        IEnumerable<Type?> parents = type.IsEnum
            ? [type.GetEnumUnderlyingType()]
            : [type.BaseType, .. type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).OrderBy(Name, StringComparer.Ordinal)];
        return
        [
            $"{Name(type)}  {modifiers}{kind} : {string.Join(", ", parents.OfType<Type>().Select(Name))}",
            .. type.GetConstructors(Declared).Where(IsSeen).Select(made => $"{Name(type)}.new({Parameters(made)})"),
            .. type.GetMethods(Declared).Where(IsSeen).Where(method => !method.IsSpecialName && !method.IsDefined(typeof(CompilerGeneratedAttribute)))
                .Select(method => $"{Name(type)}.{method.Name}({Parameters(method)})  {Modifiers(method)}{Name(method.ReturnType)}"),
            .. type.GetProperties(Declared).Where(property => property.GetAccessors(true).Any(IsSeen))
                .Select(property => $"{Name(type)}.{property.Name}  {Accessors(property)}{Name(property.PropertyType)}"),
            .. type.GetFields(Declared).Where(field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName)
                .Select(field => $"{Name(type)}.{field.Name}  {Name(field.FieldType)}{(field.IsLiteral ? $" = {field.GetRawConstantValue()}" : "")}"),
            .. type.GetEvents(Declared).Where(e => IsSeen(e.AddMethod!)).Select(e => $"{Name(type)}.{e.Name}  event {Name(e.EventHandlerType!)}"),
        ];
    }

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsOut ? "out " : "")}{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "")}"));

    private static string Modifiers(MethodBase method) =>
        $"{(method.IsPublic ? "" : "protected ")}{(method.IsStatic ? "static " : method.IsAbstract ? "abstract " : method.IsVirtual && !method.IsFinal ? "virtual " : "")}";

    // An init accessor returns void with a mark.
    private static string Accessors(PropertyInfo property) =>
        (property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "") + string.Concat(property.GetAccessors(true).Where(IsSeen).Select(accessor =>
            $"{Modifiers(accessor)}{(accessor.ReturnType != typeof(void) ? "get" : accessor.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? "init" : "set")} "));

    private static string Name(Type type) => type.ToString().Replace("PerfLab.Sealing.", "").Replace("System.", "");
}
