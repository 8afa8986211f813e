using System.Runtime.InteropServices;
using Siren2.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace Siren2.TorchSharp;

/// <summary>Between tensors and memory.</summary>
internal static class TensorMemory
{
    /// <summary>The elements of a contiguous tensor of 32-bit floats on the CPU, where they are.</summary>
    public static Span<float> Samples(this Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    /// <summary>Copies elements into a tensor of any type on any device.</summary>
    public static void Fill(this Tensor tensor, ReadOnlySpan<float> values)
    {
        if (tensor.device_type == DeviceType.CPU && tensor.dtype == ScalarType.Float32 && tensor.is_contiguous())
        {
            values.CopyTo(tensor.Samples());
            return;
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor staging = zeros(tensor.shape, ScalarType.Float32);
        values.CopyTo(staging.Samples());
        _ = tensor.copy_(staging);
    }

    /// <summary>Copies the elements of a tensor of any type on any device.</summary>
    public static void CopyTo(this Tensor tensor, Span<float> values)
    {
        using DisposeScope scope = NewDisposeScope();
        tensor.detach().to(ScalarType.Float32, CPU).contiguous().Samples().CopyTo(values);
    }

    /// <summary>The elements with name and shape.</summary>
    public static NamedTensor ToNamed(this Tensor tensor, string name)
    {
        float[] data = new float[tensor.numel()];
        tensor.CopyTo(data);
        return new NamedTensor(name, [.. tensor.shape.Select(extent => checked((int)extent))], data);
    }
}
