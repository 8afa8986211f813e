using Siren2.Files;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Siren2.TorchSharp.Modules;

/// <summary>Exchanges the parameters of a module with named tensors.</summary>
internal static class ModuleWeights
{
    /// <summary>Copies every parameter under its name in the state dictionary.</summary>
    public static IReadOnlyList<NamedTensor> Export(nn.Module module, string prefix) =>
        [.. module.named_parameters().Select(parameter => parameter.parameter.ToNamed(prefix + parameter.name))];

    /// <summary>Overwrites every parameter; the tensors are known to be those of the module.</summary>
    public static void Load(nn.Module module, IReadOnlyList<NamedTensor> tensors, string prefix)
    {
        Dictionary<string, NamedTensor> byName = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        foreach ((string name, Parameter parameter) in module.named_parameters())
        {
            parameter.Fill(byName[prefix + name].Data);
        }
    }

    /// <summary>Tensors as a file in memory, as the managed networks take them.</summary>
    public static SafetensorsFile ToFile(IReadOnlyList<NamedTensor> tensors)
    {
        using var stream = new MemoryStream();
        SafetensorsFile.Save(stream, tensors);
        stream.Position = 0;
        return SafetensorsFile.Load(stream);
    }
}
