using Siren2.Files;

namespace Siren2.Segments;

/// <summary>
/// A kind of network that can be fitted to one segment of a clip: SIREN² with a SEANet encoder by default (<see cref="SirenSegmentModel"/>), or a
/// host's own, in whatever library it is written.
/// </summary>
/// <remarks>Several threads may ask one instance at once.</remarks>
public interface ISegmentModel
{
    /// <summary>
    /// What tells this model from any other that computes something else: name, version, sizes. Checkpoints and saved fits keep it, and refuse
    /// another.
    /// </summary>
    string Identity { get; }

    /// <summary>Creates the network of a segment with fresh weights.</summary>
    /// <param name="input">What the network sees of the clip.</param>
    /// <param name="seed">Seed of the weights: the same seed gives the same network.</param>
    /// <param name="maxDegreeOfParallelism">Threads at most, at least 1; results may not depend on it.</param>
    ISegmentNetwork Create(SegmentInput input, int seed, int maxDegreeOfParallelism);

    /// <summary>Restores a network that <see cref="ISegmentNetwork.Export"/> has described.</summary>
    /// <param name="input">What the network saw of the clip.</param>
    /// <param name="tensors">What was exported, in that order.</param>
    /// <exception cref="InvalidDataException">The tensors are not those of such a network.</exception>
    ISegmentNetwork Import(SegmentInput input, IReadOnlyList<NamedTensor> tensors);

    /// <summary>
    /// Whether this model restores the networks of saved fits that a model of some identity has made: by default those of its own. One that names a device in
    /// its identity, on which the bits of a fit depend, may take those of other devices too.
    /// </summary>
    /// <param name="identity">What the saved fit names.</param>
    bool Restores(string identity) => identity == Identity;
}
