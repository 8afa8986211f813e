using System.Numerics.Tensors;
using Siren2.Kernels.Simd;
using Siren2.Kernels.Threads;

namespace Siren2.Decoding;

/// <summary>
/// The gradients of all parameters, summed over groups that have a buffer each. The buffers are added up in their order, slice by
/// slice, so that the bits do not depend on which worker filled or summed what.
/// </summary>
internal sealed unsafe class GradientReduction : WorkerTeam.IWork
{
    private const int SliceLength = 1 << 13;

    private readonly AlignedBuffer _total;
    private readonly AlignedBuffer[] _parts;

    /// <param name="total">Receives the sums.</param>
    /// <param name="groups">Number of groups.</param>
    public GradientReduction(AlignedBuffer total, int groups)
    {
        _total = total;
        _parts = new AlignedBuffer[groups];
        for (int group = 0; group < groups; group++)
        {
            _parts[group] = new AlignedBuffer(total.Length);
        }
    }

    /// <summary>Sets a group's gradients to zero.</summary>
    public void Clear(int group) => _parts[group].Span.Clear();

    /// <summary>The gradients of a group.</summary>
    public float* Part(int group) => _parts[group].Pointer;

    /// <summary>Overwrites the total.</summary>
    public void Run(WorkerTeam team) => team.Run(this, (_total.Length + SliceLength - 1) / SliceLength);

    void WorkerTeam.IWork.Execute(int item, int worker)
    {
        int start = item * SliceLength;
        int length = Math.Min(SliceLength, _total.Length - start);
        Span<float> sum = _total.Span.Slice(start, length);
        _parts[0].Span.Slice(start, length).CopyTo(sum);
        for (int group = 1; group < _parts.Length; group++)
        {
            TensorPrimitives.Add(sum, _parts[group].Span.Slice(start, length), sum);
        }
    }
}
