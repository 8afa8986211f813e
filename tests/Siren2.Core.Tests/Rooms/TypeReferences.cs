using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace Siren2.Core.Tests.Rooms;

/// <summary>
/// Which types of an assembly refer to which, from its metadata: bases, interfaces, constraints, fields, signatures, local variables, the code of
/// every method, what it catches, and the attributes of all of these, with the types that they are given. What the compiler takes in whole, constants
/// and names, leaves no reference. A nested type counts as the one that it lies in.
/// </summary>
internal sealed partial class TypeReferences : IDisposable
{
    private static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value & 0xFFFF);

    private readonly PEReader _file;
    private readonly MetadataReader _reader;
    private readonly Dictionary<string, TypeDefinitionHandle> _named;
    private readonly Dictionary<TypeDefinitionHandle, HashSet<TypeDefinitionHandle>> _references = [];

    public TypeReferences(string assembly)
    {
        _file = new PEReader(File.OpenRead(assembly));
        _reader = _file.GetMetadataReader();
        _named = _reader.TypeDefinitions.Where(handle => Outermost(handle) == handle).ToDictionary(NameOf);
        foreach (TypeDefinitionHandle handle in _reader.TypeDefinitions)
        {
            Collect(handle);
        }
    }

    /// <summary>Full names of the outermost types, and of those that each refers to.</summary>
    public IReadOnlyDictionary<string, IReadOnlyCollection<string>> All => _references.ToDictionary(
        pair => NameOf(pair.Key), pair => (IReadOnlyCollection<string>)[.. pair.Value.Where(other => other != pair.Key).Select(NameOf).Distinct()]);

    /// <summary>Whether a type was written, by hand or by a generator, and not added by the compiler.</summary>
    public static bool IsWritten(string name) => !name.StartsWith(".<", StringComparison.Ordinal) || name.Contains(">F", StringComparison.Ordinal);

    public void Dispose() => _file.Dispose();

    /// <summary>What may be the full name of an outermost type: one that lies in another goes on with a plus.</summary>
    [GeneratedRegex(@"[\w.]+(`\d+)?")]
    private static partial Regex FullName();

    private string NameOf(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _reader.GetTypeDefinition(handle);
        return $"{_reader.GetString(type.Namespace)}.{_reader.GetString(type.Name)}";
    }

    private TypeDefinitionHandle Outermost(TypeDefinitionHandle handle)
    {
        while (_reader.GetTypeDefinition(handle).GetDeclaringType() is { IsNil: false } outer)
        {
            handle = outer;
        }

        return handle;
    }

    private void Collect(TypeDefinitionHandle handle)
    {
        TypeDefinitionHandle owner = Outermost(handle);
        if (!_references.TryGetValue(owner, out HashSet<TypeDefinitionHandle>? found))
        {
            _references[owner] = found = [];
        }

        TypeDefinition type = _reader.GetTypeDefinition(handle);
        Add(found, type.BaseType);
        AddConstraints(found, type.GetGenericParameters());
        AddAttributes(found, type.GetCustomAttributes());
        foreach (InterfaceImplementationHandle implementation in type.GetInterfaceImplementations())
        {
            Add(found, _reader.GetInterfaceImplementation(implementation).Interface);
        }

        foreach (FieldDefinitionHandle field in type.GetFields())
        {
            FieldDefinition definition = _reader.GetFieldDefinition(field);
            AddSignature(found, definition.Signature);
            AddAttributes(found, definition.GetCustomAttributes());
        }

        foreach (PropertyDefinitionHandle property in type.GetProperties())
        {
            AddAttributes(found, _reader.GetPropertyDefinition(property).GetCustomAttributes());
        }

        foreach (EventDefinitionHandle one in type.GetEvents())
        {
            AddAttributes(found, _reader.GetEventDefinition(one).GetCustomAttributes());
        }

        foreach (MethodDefinitionHandle method in type.GetMethods())
        {
            MethodDefinition definition = _reader.GetMethodDefinition(method);
            AddSignature(found, definition.Signature);
            AddConstraints(found, definition.GetGenericParameters());
            AddAttributes(found, definition.GetCustomAttributes());
            foreach (ParameterHandle parameter in definition.GetParameters())
            {
                AddAttributes(found, _reader.GetParameter(parameter).GetCustomAttributes());
            }

            if (definition.RelativeVirtualAddress != 0)
            {
                AddBody(found, _file.GetMethodBody(definition.RelativeVirtualAddress));
            }
        }
    }

    private void AddConstraints(HashSet<TypeDefinitionHandle> found, GenericParameterHandleCollection parameters)
    {
        foreach (GenericParameter parameter in parameters.Select(_reader.GetGenericParameter))
        {
            AddAttributes(found, parameter.GetCustomAttributes());
            foreach (GenericParameterConstraintHandle constraint in parameter.GetConstraints())
            {
                Add(found, _reader.GetGenericParameterConstraint(constraint).Type);
            }
        }
    }

    private void AddAttributes(HashSet<TypeDefinitionHandle> found, CustomAttributeHandleCollection attributes)
    {
        foreach (CustomAttributeHandle attribute in attributes)
        {
            CustomAttribute custom = _reader.GetCustomAttribute(attribute);
            Add(found, custom.Constructor);
            AddNamed(found, custom.Value);
        }
    }

    /// <summary>The types that an attribute is given: their full names are in its bytes, within those of generic types too.</summary>
    private void AddNamed(HashSet<TypeDefinitionHandle> found, BlobHandle value)
    {
        if (!value.IsNil)
        {
            foreach (Match name in FullName().Matches(System.Text.Encoding.UTF8.GetString(_reader.GetBlobBytes(value))))
            {
                if (_named.TryGetValue(name.Value, out TypeDefinitionHandle handle))
                {
                    _ = found.Add(handle);
                }
            }
        }
    }

    private void AddBody(HashSet<TypeDefinitionHandle> found, MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
        {
            AddSignature(found, _reader.GetStandaloneSignature(body.LocalSignature).Signature);
        }

        foreach (ExceptionRegion region in body.ExceptionRegions)
        {
            Add(found, region.CatchType);
        }

        BlobReader code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            OpCode operation = Codes[value == 0xFE ? 0xFE00 | code.ReadByte() : value];
            switch (operation.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType or OperandType.InlineSig:
                    Add(found, MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    int targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    code.Offset += 8;
                    break;
                case OperandType.InlineVar:
                    code.Offset += 2;
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    code.Offset += 1;
                    break;
                default:
                    code.Offset += 4;
                    break;
            }
        }
    }

    private void Add(HashSet<TypeDefinitionHandle> found, EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                _ = found.Add(Outermost((TypeDefinitionHandle)handle));
                break;
            case HandleKind.TypeSpecification:
                BlobReader type = _reader.GetBlobReader(_reader.GetTypeSpecification((TypeSpecificationHandle)handle).Signature);
                _ = new SignatureDecoder<int, object?>(new Collector(this, found), _reader, genericContext: null).DecodeType(ref type);
                break;
            case HandleKind.StandaloneSignature:
                AddSignature(found, _reader.GetStandaloneSignature((StandaloneSignatureHandle)handle).Signature);
                break;
            case HandleKind.MethodDefinition:
                Add(found, _reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                Add(found, _reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                MemberReference member = _reader.GetMemberReference((MemberReferenceHandle)handle);
                Add(found, member.Parent);
                AddSignature(found, member.Signature);
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification method = _reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                Add(found, method.Method);
                AddSignature(found, method.Signature);
                break;
            default:
                break;
        }
    }

    /// <summary>The types that a signature names.</summary>
    private void AddSignature(HashSet<TypeDefinitionHandle> found, BlobHandle signature)
    {
        BlobReader blob = _reader.GetBlobReader(signature);
        var decoder = new SignatureDecoder<int, object?>(new Collector(this, found), _reader, genericContext: null);
        SignatureHeader header = _reader.GetBlobReader(signature).ReadSignatureHeader();
        _ = header.Kind switch
        {
            SignatureKind.Field => decoder.DecodeFieldSignature(ref blob),
            SignatureKind.Method or SignatureKind.Property => decoder.DecodeMethodSignature(ref blob).ReturnType,
            SignatureKind.LocalVariables => decoder.DecodeLocalSignature(ref blob).Length,
            SignatureKind.MethodSpecification => decoder.DecodeMethodSpecificationSignature(ref blob).Length,
            _ => throw new BadImageFormatException($"A signature of the kind {header.Kind}."),
        };
    }

    private sealed class Collector(TypeReferences references, HashSet<TypeDefinitionHandle> found) : ISignatureTypeProvider<int, object?>
    {
        public int GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            references.Add(found, handle);
            return 0;
        }

        public int GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
        {
            references.Add(found, handle);
            return 0;
        }

        public int GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => 0;

        public int GetArrayType(int elementType, ArrayShape shape) => 0;

        public int GetByReferenceType(int elementType) => 0;

        public int GetFunctionPointerType(MethodSignature<int> signature) => 0;

        public int GetGenericInstantiation(int genericType, System.Collections.Immutable.ImmutableArray<int> typeArguments) => 0;

        public int GetGenericMethodParameter(object? genericContext, int index) => 0;

        public int GetGenericTypeParameter(object? genericContext, int index) => 0;

        public int GetModifiedType(int modifier, int unmodifiedType, bool isRequired) => 0;

        public int GetPinnedType(int elementType) => 0;

        public int GetPointerType(int elementType) => 0;

        public int GetPrimitiveType(PrimitiveTypeCode typeCode) => 0;

        public int GetSZArrayType(int elementType) => 0;
    }
}
