using Siren2.Encoding;
using Siren2.Files;
using Siren2.TorchSharp.Modules;
using Siren2.TorchSharp.Native;
using static TorchSharp.torch;

namespace Siren2.TorchSharp;

/// <summary>
/// The encoder of EnCodec as a module: it computes what <see cref="SeaNetEncoder"/> does, and its state dictionary has the published names,
/// <c>layers.0.conv.weight_g</c> and so on.
/// </summary>
/// <remarks>Source: Défossez et al. 2022, "High Fidelity Neural Audio Compression", arXiv 2210.13438, section 3.1.</remarks>
public sealed class SeaNetEncoderModule : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> _layers;

    /// <summary>Creates an encoder with the weights that a <see cref="SeaNetEncoder"/> of the same seed has.</summary>
    /// <param name="options">The architecture.</param>
    /// <param name="seed">Seed of the random weights.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="TorchNotAvailableException">The native parts of TorchSharp are missing.</exception>
    public SeaNetEncoderModule(SeaNetEncoderOptions options, int seed)
        : this(options, Drawn(options, seed))
    {
    }

    /// <summary>Creates an encoder with the architecture and a copy of the weights of a managed one.</summary>
    /// <param name="encoder">The managed encoder, of any length.</param>
    /// <exception cref="ArgumentNullException"><paramref name="encoder"/> is null.</exception>
    /// <exception cref="TorchNotAvailableException">The native parts of TorchSharp are missing.</exception>
    public SeaNetEncoderModule(SeaNetEncoder encoder)
        : this((encoder ?? throw new ArgumentNullException(nameof(encoder))).Options, encoder.ExportWeights(prefix: ""))
    {
    }

    private SeaNetEncoderModule(SeaNetEncoderOptions options, IReadOnlyList<NamedTensor> weights)
        : base(nameof(SeaNetEncoderModule))
    {
        NativeParts.Require();
        Options = options;
        _layers = nn.Sequential(Layers(options).Select((layer, i) => (i.ToString(System.Globalization.CultureInfo.InvariantCulture), layer)));
        register_module("layers", _layers);
        ModuleWeights.Load(this, weights, prefix: "");
    }

    /// <summary>The architecture.</summary>
    public SeaNetEncoderOptions Options { get; }

    /// <summary>Encodes audio.</summary>
    /// <param name="input">Audio, <c>[batch, Options.Channels, samples]</c>.</param>
    /// <returns>Latents, <c>[batch, Options.Dimension, frames]</c>: samples over hop, rounded up.</returns>
    public override Tensor forward(Tensor input) => _layers.call(input);

    /// <summary>Copies all weights under the names of published EnCodec checkpoints, as <see cref="SeaNetEncoder.ExportWeights"/> does.</summary>
    /// <param name="prefix">What the names begin with.</param>
    public IReadOnlyList<NamedTensor> ExportWeights(string prefix = "encoder.") => ModuleWeights.Export(this, prefix);

    /// <summary>Overwrites all weights, or none, from a file in any spelling that <see cref="SeaNetEncoder.LoadWeights"/> reads.</summary>
    /// <param name="file">A checkpoint.</param>
    /// <param name="prefix">What the names begin with.</param>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="InvalidDataException">The file does not fit this architecture.</exception>
    public void LoadWeights(SafetensorsFile file, string prefix = "encoder.")
    {
        ArgumentNullException.ThrowIfNull(file);
        using var managed = new SeaNetEncoder(Options, inputLength: 1, seed: 0);
        managed.LoadWeights(file, prefix);
        ModuleWeights.Load(this, managed.ExportWeights(prefix: ""), prefix: "");
    }

    /// <summary>Creates a managed encoder with a copy of the weights.</summary>
    /// <param name="inputLength">Samples of each channel of its audio, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inputLength"/> is below 1 or too large.</exception>
    /// <exception cref="InvalidDataException">A weight is not finite.</exception>
    public SeaNetEncoder ToManaged(int inputLength)
    {
        var managed = new SeaNetEncoder(Options, inputLength, seed: 0);
        managed.LoadWeights(ModuleWeights.ToFile(ExportWeights(prefix: "")), prefix: "");
        return managed;
    }

    private static IReadOnlyList<NamedTensor> Drawn(SeaNetEncoderOptions options, int seed)
    {
        using var encoder = new SeaNetEncoder(options, inputLength: 1, seed);
        return encoder.ExportWeights(prefix: "");
    }

    /// <summary>Every activation counts as a layer, as EnCodec numbers them.</summary>
    private static IEnumerable<nn.Module<Tensor, Tensor>> Layers(SeaNetEncoderOptions options)
    {
        int width = options.FilterCount;
        yield return new PaddedConvolution(options, options.Channels, width, options.KernelSize);
        foreach (int ratio in options.Ratios.Reverse())
        {
            int dilation = 1;
            for (int i = 0; i < options.ResidualLayerCount; i++, dilation *= options.DilationBase)
            {
                yield return new ResidualModule(options, width, dilation);
            }

            yield return nn.ELU();
            yield return new PaddedConvolution(options, width, 2 * width, 2 * ratio, ratio);
            width *= 2;
        }

        if (options.LstmLayerCount > 0)
        {
            yield return new RecurrentModule(width, options.LstmLayerCount);
        }

        yield return nn.ELU();
        yield return new PaddedConvolution(options, width, options.Dimension, options.LastKernelSize);
    }
}
