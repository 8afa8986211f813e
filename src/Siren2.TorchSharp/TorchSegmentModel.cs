using Siren2.Files;
using Siren2.Segments;
using Siren2.TorchSharp.Native;
using Siren2.TorchSharp.Segments;
using TorchSharp;
using static TorchSharp.torch;

namespace Siren2.TorchSharp;

/// <summary>
/// Any module of TorchSharp as the network of a fit, blind or guided: baseline, projector, levels, budget, stereo, parts and saved fits stay Siren2's.
/// Set <see cref="NetworkOptions.Model"/> to it.
/// </summary>
/// <remarks>
/// <para>Every segment has a module of its own, which the network disposes of. It stays in the mode, training or evaluation, in which it was made; all
/// of its parameters that require a gradient are fitted, by Siren2's own optimizer and rules.</para>
/// <para>Modules are made one at a time in a process, with TorchSharp's own generator set to the segment's seed and put back afterwards.</para>
/// <para><see cref="UpsamplerOptions.MaxDegreeOfParallelism"/> says how many segments are fitted side by side. The threads that libtorch has of its own are not
/// bounded by it; a host does that, for its whole process, by <c>torch.set_num_threads(n)</c>.</para>
/// </remarks>
public sealed class TorchSegmentModel : ISegmentModel
{
    // TorchSharp draws from one generator for the whole process.
    private static readonly Lock Drawing = new();

    private readonly Func<SegmentInput, nn.Module<Tensor, Tensor>> _create;
    private readonly string _name;

    /// <summary>Creates a model.</summary>
    /// <param name="identity">
    /// What tells this network from any other that computes something else: name, version, sizes, the type of its numbers. Checkpoints and saved fits keep
    /// it, and refuse another.
    /// </param>
    /// <param name="create">
    /// Makes the module of a segment with fresh weights, on the CPU: from what <see cref="TorchSegmentOptions.Input"/> gives to one value for each of
    /// the segment's samples, in any shape. What it is to learn has a level of about 0.1.
    /// </param>
    /// <param name="options">Device and input; null for the defaults.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="identity"/> is empty.</exception>
    /// <exception cref="TorchNotAvailableException">The native parts of TorchSharp are missing.</exception>
    public TorchSegmentModel(string identity, Func<SegmentInput, nn.Module<Tensor, Tensor>> create, TorchSegmentOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(identity);
        ArgumentNullException.ThrowIfNull(create);
        NativeParts.Require();
        _name = identity;
        Options = options ?? new TorchSegmentOptions();
        _create = create;
    }

    /// <inheritdoc/>
    /// <remarks>What the host calls it, and the kind of the device where that is not the CPU: each rounds in its own way.</remarks>
    public string Identity => DeviceName.Append(_name, Options.Device);

    /// <summary>Device and input.</summary>
    public TorchSegmentOptions Options { get; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The module has no parameter that is fitted.</exception>
    public ISegmentNetwork Create(SegmentInput input, int seed, int maxDegreeOfParallelism)
    {
        ArgumentNullException.ThrowIfNull(input);
        using DisposeScope scope = NewDisposeScope();
        nn.Module<Tensor, Tensor> module;
        lock (Drawing)
        {
            Tensor state = random.get_rng_state();
            try
            {
                _ = manual_seed(seed);
                module = _create(input) ?? throw new InvalidOperationException($"The segment model '{Identity}' made no module.");
            }
            finally
            {
                random.set_rng_state(state);
            }
        }

        return new TorchSegmentNetwork(this, input, module);
    }

    /// <inheritdoc/>
    public ISegmentNetwork Import(SegmentInput input, IReadOnlyList<NamedTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var network = (TorchSegmentNetwork)Create(input, seed: 0, maxDegreeOfParallelism: 1);
        try
        {
            network.Load(tensors);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Fits of any device are: one that a GPU has made is rendered where there is none.</remarks>
    public bool Restores(string identity) => DeviceName.IsOf(identity, _name);
}
