using Siren2.Decoding;
using Siren2.Files;
using Siren2.TorchSharp.Modules;
using Siren2.TorchSharp.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Siren2.TorchSharp;

/// <summary>
/// The decoder as a module: sine layers over time, baseline and latents and a linear output, as <see cref="SirenDecoder"/> computes them (Sitzmann et
/// al. 2020, arXiv 2006.09661), with WINNER's noise on fresh weights (arXiv 2509.09719).
/// </summary>
public sealed class SirenDecoderModule : nn.Module<Tensor, Tensor>
{
    private readonly Linear[] _layers;

    /// <summary>Creates a decoder with the weights that a <see cref="SirenDecoder"/> of the same seed has.</summary>
    /// <param name="options">Size and inputs.</param>
    /// <param name="winner">Noise on the first two layers; see <see cref="WinnerScale.For(ReadOnlySpan{float})"/>.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="TorchNotAvailableException">The native parts of TorchSharp are missing.</exception>
    public SirenDecoderModule(SirenDecoderOptions options, WinnerScale winner, int seed)
        : this(options)
    {
        using var managed = new SirenDecoder(options, winner, seed);
        ModuleWeights.Load(this, managed.ExportWeights(), prefix: "");
    }

    /// <summary>Creates a decoder with the size and a copy of the weights of a managed one.</summary>
    /// <param name="decoder">The managed decoder.</param>
    /// <exception cref="ArgumentNullException"><paramref name="decoder"/> is null.</exception>
    /// <exception cref="TorchNotAvailableException">The native parts of TorchSharp are missing.</exception>
    public SirenDecoderModule(SirenDecoder decoder)
        : this((decoder ?? throw new ArgumentNullException(nameof(decoder))).Options) =>
        ModuleWeights.Load(this, decoder.ExportWeights(), prefix: "");

    private SirenDecoderModule(SirenDecoderOptions options)
        : base(nameof(SirenDecoderModule))
    {
        ArgumentNullException.ThrowIfNull(options);
        NativeParts.Require();
        Options = options;
        _layers = new Linear[options.Depth + 1];
        for (int i = 0; i < _layers.Length; i++)
        {
            _layers[i] = nn.Linear(i == 0 ? options.InputCount : options.Width, i == options.Depth ? 1 : options.Width);
        }

        register_module("layers", nn.ModuleList(_layers));
    }

    /// <summary>Size and inputs.</summary>
    public SirenDecoderOptions Options { get; }

    /// <summary>Evaluates the decoder.</summary>
    /// <param name="input">One row for each sample, <c>[…, Options.InputCount]</c>: time from −1 to 1, then the baseline where there is one, then the latents.</param>
    /// <returns>One value for each row, <c>[…]</c>.</returns>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor hidden = input;
        for (int i = 0; i < _layers.Length - 1; i++)
        {
            hidden = (Options.Omega0 * _layers[i].call(hidden)).sin();
        }

        return _layers[^1].call(hidden).squeeze(-1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Brings latents to the rate of samples by linear interpolation, positions beyond the first and last frame clamped to them, as <see
    /// cref="DecoderGrid"/> does. Autograd follows.
    /// </summary>
    /// <param name="latents">Latents, <c>[frames, channels]</c>.</param>
    /// <param name="samples">Number of samples, at least 1.</param>
    /// <param name="start">Position of sample 0, in frames.</param>
    /// <param name="step">Frames per sample.</param>
    /// <returns>Latents, <c>[samples, channels]</c>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="latents"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="samples"/> is below 1.</exception>
    public static Tensor InterpolateLatents(Tensor latents, int samples, double start, double step)
    {
        ArgumentNullException.ThrowIfNull(latents);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        using DisposeScope scope = NewDisposeScope();
        long last = latents.shape[0] - 1;
        Tensor position = ((arange(samples, ScalarType.Float64, latents.device) * step) + start).clamp(0, last);
        Tensor frame = position.floor();
        Tensor weight = (position - frame).to(latents.dtype).unsqueeze(-1);
        Tensor first = frame.to(ScalarType.Int64);
        Tensor next = (first + 1).clamp_max(last);
        return (latents.index_select(0, first) * (1 - weight)).add(latents.index_select(0, next) * weight).MoveToOuterDisposeScope();
    }

    /// <summary>Copies all weights: <c>layers.N.weight</c> [out, in] and <c>layers.N.bias</c> [out].</summary>
    public IReadOnlyList<NamedTensor> ExportWeights() => ModuleWeights.Export(this, prefix: "");

    /// <summary>Loads weights named as by <see cref="ExportWeights"/>; all of them or none.</summary>
    /// <param name="file">The weights.</param>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="InvalidDataException">A tensor is missing, has another shape or a value that is not finite.</exception>
    public void LoadWeights(SafetensorsFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        using var managed = new SirenDecoder(Options, WinnerScale.None, seed: 0);
        managed.LoadWeights(file);
        ModuleWeights.Load(this, managed.ExportWeights(), prefix: "");
    }

    /// <summary>Creates a managed decoder with a copy of the weights.</summary>
    /// <param name="maxDegreeOfParallelism">Threads that it uses, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDegreeOfParallelism"/> is below 1.</exception>
    /// <exception cref="InvalidDataException">A weight is not finite.</exception>
    public SirenDecoder ToManaged(int maxDegreeOfParallelism = 1)
    {
        SafetensorsFile weights = ModuleWeights.ToFile(ExportWeights());
        var managed = new SirenDecoder(Options, WinnerScale.None, seed: 0, maxDegreeOfParallelism);
        try
        {
            managed.LoadWeights(weights);
            return managed;
        }
        catch
        {
            managed.Dispose();
            throw;
        }
    }
}
